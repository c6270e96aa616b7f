// SPDX-License-Identifier: MIT
/// The Windows binding beyond the conformance suite: registration and what is said about it.
#include <doctest/doctest.h>

#include <string>

#include "native/sqlserver/sqlserver.h"
#include "native/sqlserver/windows_events.h"
#include "native/sqlserver/windows_registration.h"

namespace handoff::test {

using sqlserver::Bitness;
using sqlserver::Registration;
using sqlserver::Registrations;
using sqlserver::WhyNotCreated;

namespace {

constexpr int32_t kNotRegistered = static_cast<int32_t>(0x80040154);

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("Registration: each way to be wrong has its own remedy") {
  Registrations both;
  CHECK(Contains(WhyNotCreated(kNotRegistered, both), "is not registered"));
  both.view32 = Registration{true, "C:\\x86\\sqlvdi.dll", "Both", true, Bitness::k32, "9.0.0.1"};
  CHECK(Contains(WhyNotCreated(kNotRegistered, both), "for other programs only"));
  both.view64 = both.view32;
  CHECK(Contains(WhyNotCreated(kNotRegistered, both), "is 32-bit"));
  both.view64.is_there = false;
  CHECK(Contains(WhyNotCreated(kNotRegistered, both), "is not there"));
  both.view64.is_there = true;
  both.view64.bitness = Bitness::k64;
  CHECK(Contains(WhyNotCreated(kNotRegistered, both), "(version 9.0.0.1)"));
  CHECK(Contains(WhyNotCreated(static_cast<int32_t>(0x80040111), both), "administrator"));
}

TEST_CASE("Registration: the registered DLL is found, with its bitness") {
  const Registration own = sqlserver::OwnView(sqlserver::ReadRegistrations());
  REQUIRE(own.is_registered);
  CHECK(Contains(own.dll, "sqlvdi.dll"));
  CHECK(own.is_there);
  CHECK(own.bitness == Bitness::k64);
  CHECK(own.threading_model == "Both");
  CHECK(own.version == "0.1.0.0");
}

TEST_CASE("A DLL that is not there, or is something else, is named with its code") {
  std::string problem;
  CHECK(sqlserver::NewSqlServerSet("C:\\nowhere\\sqlvdi.dll", &problem) == nullptr);
  CHECK(Contains(problem, "C:\\nowhere\\sqlvdi.dll"));
  CHECK(Contains(problem, "0x8007007E"));
  CHECK(sqlserver::NewSqlServerSet("kernel32.dll", &problem) == nullptr);
  CHECK(Contains(problem, "0x8007007F"));
}

TEST_CASE("The event log can be asked; a log without such events gives none") {
  std::string problem;
  CHECK(sqlserver::ReadVdiEvents(0, &problem).empty());
}

}  // namespace handoff::test
