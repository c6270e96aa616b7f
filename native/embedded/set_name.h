// SPDX-License-Identifier: MIT
/// Names of sets and instances, and the name of the segment that a set lives in.
#pragma once

#include <string>

namespace handoff::embedded {

/// True for a name that CreateFileMapping would take (reference 2.1): not empty, no backslash, at
/// most 255 bytes.
bool IsLegalSetName(const char* name);

/// True for null (the default instance) and for SQL Server's instance names: 1..16 characters, no
/// machine name before them.
bool IsLegalInstance(const char* instance);

/// Segment name of the control block; empty when the names are too long for a file's name.
std::string NameOfControlSegment(const char* instance, const char* name);

/// What every control segment's name begins with.
inline constexpr char kControlPrefix[] = "handoff-set-";

}  // namespace handoff::embedded
