// SPDX-License-Identifier: MIT
#include "native/sqlserver/linux_accounts.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

namespace handoff::sqlserver {
namespace {

constexpr char kServerAccount[] = "mssql";
/// A user or group entry of the system; one with thousands of members may be longer, and then
/// counts as not found.
constexpr size_t kEntryBytes = 256 * 1024;

struct UserEntry {
  std::string name;
  uid_t id;
  gid_t group;
};

struct GroupEntry {
  std::string name;
  gid_t id;
  std::vector<std::string> members;
};

template <typename Key, typename Lookup>
std::optional<UserEntry> FindUser(Lookup lookup, Key key) {
  std::vector<char> text(kEntryBytes);
  passwd entry = {};
  passwd* found = nullptr;
  if (lookup(key, &entry, text.data(), text.size(), &found) != 0 || found == nullptr) {
    return std::nullopt;
  }
  return UserEntry{entry.pw_name, entry.pw_uid, entry.pw_gid};
}

template <typename Key, typename Lookup>
std::optional<GroupEntry> FindGroup(Lookup lookup, Key key) {
  std::vector<char> text(kEntryBytes);
  group entry = {};
  group* found = nullptr;
  if (lookup(key, &entry, text.data(), text.size(), &found) != 0 || found == nullptr) {
    return std::nullopt;
  }
  GroupEntry result = {entry.gr_name, entry.gr_gid, {}};
  for (char** member = entry.gr_mem; *member != nullptr; ++member) {
    result.members.emplace_back(*member);
  }
  return result;
}

bool IsInForce(gid_t wanted) {
  std::vector<gid_t> groups(static_cast<size_t>(std::max(0, getgroups(0, nullptr))));
  const int count = getgroups(static_cast<int>(groups.size()), groups.data());
  groups.resize(static_cast<size_t>(std::max(0, count)));
  return getegid() == wanted || std::find(groups.begin(), groups.end(), wanted) != groups.end();
}

}  // namespace

AccountFacts ReadAccountFacts() {
  AccountFacts facts;
  const auto server = FindUser(getpwnam_r, kServerAccount);
  const auto server_group = FindGroup(getgrnam_r, kServerAccount);
  const auto self = FindUser(getpwuid_r, geteuid());
  const auto own_group = FindGroup(getgrgid_r, getegid());
  facts.has_server_account = server.has_value();
  facts.has_server_group = server_group.has_value();
  facts.user = self ? self->name : std::to_string(geteuid());
  facts.group = own_group ? own_group->name : std::to_string(getegid());
  facts.is_server_account = server && server->id == geteuid();
  facts.is_in_server_group = server_group && IsInForce(server_group->id);
  const bool is_listed =
      own_group && std::find(own_group->members.begin(), own_group->members.end(),
                             kServerAccount) != own_group->members.end();
  facts.is_server_in_group = is_listed || (server && server->group == getegid());
  return facts;
}

std::vector<std::string> AccountProblems(const AccountFacts& facts) {
  if (!facts.has_server_account || !facts.has_server_group) {
    return {
        "There is no user or group mssql on this machine: SQL Server is not installed here, and "
        "backup programs must run where it does."};
  }
  std::vector<std::string> problems;
  if (facts.is_server_account) {
    return problems;
  }
  if (!facts.is_in_server_group) {
    problems.push_back("User " + facts.user +
                       " is not in group mssql, so it cannot open the server's buffers: run `sudo "
                       "usermod -a -G mssql " +
                       facts.user + "` and log in anew.");
  }
  if (!facts.is_server_in_group) {
    problems.push_back(
        "The server's user mssql is not in group " + facts.group +
        ", so it cannot open this program's shared memory: run `sudo usermod -a -G " + facts.group +
        " mssql` and `sudo systemctl restart mssql-server`.");
  }
  return problems;
}

}  // namespace handoff::sqlserver
