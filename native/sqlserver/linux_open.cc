// SPDX-License-Identifier: MIT
#include <map>
#include <mutex>

#include "native/sqlserver/linux_library.h"
#include "native/sqlserver/linux_set.h"
#include "native/sqlserver/sqlserver.h"

namespace handoff::sqlserver {
namespace {

struct Known {
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<LinuxLibrary>> libraries;  ///< by the path asked for
  std::mutex findings_mutex;
  std::vector<std::string> findings;
};

Known& TheKnown() {
  static Known* const known = new Known;  // Outlives every thread that a library may have.
  return *known;
}

void Note(const std::string& line) {
  const std::lock_guard lock(TheKnown().findings_mutex);
  TheKnown().findings.push_back(line);
}

}  // namespace

std::shared_ptr<LinuxLibrary> LibraryAt(const std::string& path, std::string* problem) {
  const std::lock_guard lock(TheKnown().mutex);
  std::shared_ptr<LinuxLibrary>& known = TheKnown().libraries[path];
  if (known == nullptr) {
    known = LinuxLibrary::Load(path, Note, problem);
    if (known != nullptr && known->IsStandIn()) {
      known->SetStripingProved();  // By our own tests, with up to 32 devices.
    }
    if (known != nullptr) {
      Note("Loaded " + known->path() +
           (known->IsStandIn()
                ? ", which stands in for SQL Server's: the embedded server is behind "
                  "it."
                : "."));
    }
  }
  return known;
}

std::optional<LibraryFacts> OpenLibrary(const std::string& library, std::string* problem) {
  const std::shared_ptr<LinuxLibrary> loaded = LibraryAt(library, problem);
  if (loaded == nullptr) {
    return std::nullopt;
  }
  return LibraryFacts{loaded->path(), loaded->IsStandIn()};
}

std::unique_ptr<vdi::VirtualDeviceSet> NewSqlServerSet(const std::string& library,
                                                       std::string* problem) {
  std::shared_ptr<LinuxLibrary> loaded = LibraryAt(library, problem);
  return loaded == nullptr ? nullptr : NewLinuxSet(std::move(loaded));
}

std::vector<std::string> LibraryFindings() {
  const std::lock_guard lock(TheKnown().findings_mutex);
  return TheKnown().findings;
}

}  // namespace handoff::sqlserver
