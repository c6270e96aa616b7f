// SPDX-License-Identifier: MIT
#include "native/sqlserver/diagnosis.h"
#include "native/sqlserver/linux_accounts.h"
#include "native/sqlserver/sqlserver.h"

namespace handoff::sqlserver {

namespace {

Finding LibraryFinding(const std::string& library) {
  std::string problem;
  const std::optional<LibraryFacts> facts = OpenLibrary(library, &problem);
  if (!facts.has_value()) {
    // Nobody who named none needs one: the built-in client half serves the embedded server.
    return {library.empty() ? Grade::kNote : Grade::kProblem, "client library", problem};
  }
  return {Grade::kFine, "client library",
          facts->path +
              (facts->is_stand_in ? ", Handoff's own: the embedded server is behind it." : ".")};
}

}  // namespace

std::vector<Finding> Diagnose(const std::string& library) {
  std::vector<Finding> findings = {LibraryFinding(library)};
  const AccountFacts facts = ReadAccountFacts();
  if (!facts.has_server_account) {
    findings.push_back({Grade::kNote, "accounts",
                        "There is no user mssql: SQL Server is not installed on this machine."});
    return findings;
  }
  for (const std::string& problem : AccountProblems(facts)) {
    findings.push_back({Grade::kProblem, "accounts", problem});
  }
  if (findings.size() == 1) {
    findings.push_back(
        {Grade::kFine, "accounts", "mssql and " + facts.user + " can open each other's memory."});
  }
  return findings;
}

}  // namespace handoff::sqlserver
