// SPDX-License-Identifier: MIT
/// The implementation of the client half that this run of the tests is about. The suite
/// "conformance" runs once for each: `make -C native test`.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "native/embedded/client_set.h"
#ifdef _WIN32
#include "native/sqlserver/sqlserver.h"
#else
#include "native/sqlserver/linux_library.h"
#include "native/sqlserver/linux_set.h"
#include "native/test/build_folder.h"
#endif

namespace handoff::test {

/// HANDOFF_TEST_VDI: unset = the embedded set itself, "library" = the binding: on Linux over the
/// libsqlvdi.so that was built with this program, on Windows over the registered sqlvdi.dll.
inline bool IsEmbedded() {
  static const char* const asked = std::getenv("HANDOFF_TEST_VDI");
  return asked == nullptr || std::string(asked) == "embedded";
}

/// Named instances are a thing of Windows.
inline bool HasInstances() {
#ifdef _WIN32
  return true;
#else
  return IsEmbedded();
#endif
}

#ifdef _WIN32

inline std::unique_ptr<vdi::VirtualDeviceSet> NewBinding() {
  std::string problem;
  auto set = sqlserver::NewSqlServerSet("", &problem);
  REQUIRE_MESSAGE(set != nullptr, problem);
  return set;
}

#else

/// The binding's library; more than one device allowed without a self test of its own.
inline std::shared_ptr<sqlserver::LinuxLibrary> TestLibrary() {
  static const std::shared_ptr<sqlserver::LinuxLibrary> library = [] {
    std::string problem;
    auto loaded = sqlserver::LinuxLibrary::Load(
        BuildFolder() + "/libsqlvdi.so", [](const std::string&) {}, &problem);
    REQUIRE_MESSAGE(loaded != nullptr, problem);
    loaded->SetStripingProved();
    return loaded;
  }();
  return library;
}

inline std::unique_ptr<vdi::VirtualDeviceSet> NewBinding() {
  return sqlserver::NewLinuxSet(TestLibrary());
}

#endif

/// A set object without a set, of the implementation under test.
inline std::unique_ptr<vdi::VirtualDeviceSet> NewClient() {
  return IsEmbedded() ? embedded::NewEmbeddedSet() : NewBinding();
}

}  // namespace handoff::test
