// SPDX-License-Identifier: MIT
/// Whether SQL Server's account can open what this process shares, and the reverse. On Linux both
/// open each other's shared memory by group: a client runs as mssql, or is in group mssql while
/// mssql is in the client's own group (reference 8.2).
#pragma once

#include <string>
#include <vector>

namespace handoff::sqlserver {

struct AccountFacts {
  bool has_server_account = false;  ///< there is a user mssql
  bool has_server_group = false;    ///< there is a group mssql
  std::string user;                 ///< this process's user
  std::string group;                ///< its default group, which what it makes belongs to
  bool is_server_account = false;   ///< it is mssql
  bool is_in_server_group = false;  ///< in force in this process, not only in /etc/group
  bool is_server_in_group = false;  ///< mssql is listed in `group`
};

/// Looked up now. Blocks for as long as the system's user database takes.
AccountFacts ReadAccountFacts();

/// Empty when both can open each other's memory; else one sentence for each thing to mend, with its
/// command.
std::vector<std::string> AccountProblems(const AccountFacts& facts);

}  // namespace handoff::sqlserver
