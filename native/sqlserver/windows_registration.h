// SPDX-License-Identifier: MIT
/// Which sqlvdi.dll the class id leads to, for the sentence after a failed CoCreateInstance and for
/// the readiness list: both views of the registry, the file, its bitness and version.
#pragma once

#include <cstdint>
#include <string>

namespace handoff::sqlserver {

enum class Bitness { kUnknown, k32, k64, kArm64 };

struct Registration {
  bool is_registered = false;
  std::string dll;              ///< path as registered, environment variables expanded
  std::string threading_model;  ///< "Both", "Free", ...; empty where none is given
  bool is_there = false;        ///< the file exists
  Bitness bitness = Bitness::kUnknown;
  std::string version;  ///< of the file, "2019.150.4123.1"; empty where it has none
};

struct Registrations {
  Registration view64;
  Registration view32;
};

/// "64-bit"; "unreadable" for what is no executable file.
const char* NameOf(Bitness bitness);

Registrations ReadRegistrations();

/// The registration that a program of this bitness gets.
const Registration& OwnView(const Registrations& both);

/// Why CoCreateInstance answered this and what to do, in one or two sentences.
std::string WhyNotCreated(int32_t hresult, const Registrations& both);

}  // namespace handoff::sqlserver
