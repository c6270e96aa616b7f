// SPDX-License-Identifier: MIT
/// The Linux binding beyond what the conformance suite asks of every implementation: loading,
/// refusals, accounts, time units, the self test.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <string>
#include <vector>

#include "native/embedded/statement.h"
#include "native/sqlserver/linux_accounts.h"
#include "native/sqlserver/self_test.h"
#include "native/test/set_fixture.h"

namespace handoff::test {

using namespace vdi;  // NOLINT: the codes keep Microsoft's names
using sqlserver::LinuxLibrary;

namespace {

std::shared_ptr<LinuxLibrary> Load(std::vector<std::string>* said = nullptr) {
  std::string problem;
  auto library = LinuxLibrary::Load(
      BuildFolder() + "/libsqlvdi.so",
      [said](const std::string& line) {
        if (said != nullptr) {
          said->push_back(line);
        }
      },
      &problem);
  REQUIRE_MESSAGE(library != nullptr, problem);
  return library;
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("Linux library: one that is not there, and one that is something else, are named") {
  std::string problem;
  const auto ignore = [](const std::string&) {};
  CHECK(LinuxLibrary::Load("/nowhere/libsqlvdi.so", ignore, &problem) == nullptr);
  CHECK(Contains(problem, "/nowhere/libsqlvdi.so"));
  CHECK(Contains(problem, sqlserver::kLinuxLibraryVariable));
  CHECK(LinuxLibrary::Load("libpthread.so.0", ignore, &problem) == nullptr);
  CHECK(Contains(problem, "ClientVirtualDeviceSet()"));
}

TEST_CASE(
    "Linux library: its place comes from the option, then the environment, then the package") {
  std::string problem;
  const auto ignore = [](const std::string&) {};
  const std::string ours = BuildFolder() + "/libsqlvdi.so";
  setenv(sqlserver::kLinuxLibraryVariable, ours.c_str(), 1);
  const auto named = LinuxLibrary::Load("", ignore, &problem);
  REQUIRE(named != nullptr);
  CHECK(named->path() == ours);
  CHECK(named->IsStandIn());
  CHECK(LinuxLibrary::Load("/nowhere/else.so", ignore, &problem) == nullptr);
  unsetenv(sqlserver::kLinuxLibraryVariable);
  if (LinuxLibrary::Load("", ignore, &problem) == nullptr) {
    CHECK(Contains(problem, sqlserver::kLinuxLibrary));
  }
}

TEST_CASE("Linux binding: what the edition cannot do is refused with a sentence") {
  const auto set = sqlserver::NewLinuxSet(Load());
  VDConfig wish = {};
  wish.deviceCount = 1;
  CHECK(set->CreateEx("SQL2019", "x", &wish) == VD_E_INSTANCE_NAME);
  CHECK(Contains(set->Problem(), "named instances"));
  wish.features = VDF_LikeDisk;
  CHECK(set->CreateEx(nullptr, "x", &wish) == VD_E_NOTSUPPORTED);
  CHECK(Contains(set->Problem(), "pipe-like"));
  wish.features = VDF_LikeTape;
  CHECK(set->CreateEx(nullptr, "x", &wish) == VD_E_NOTSUPPORTED);
  wish.features = VDF_Discard;
  wish.deviceCount = 2;
  CHECK(set->CreateEx(nullptr, "x", &wish) == VD_E_NOTSUPPORTED);
  CHECK(Contains(set->Problem(), "self test"));
  wish.deviceCount = 1;
  CHECK(set->CreateEx(nullptr, NewSetName().c_str(), &wish) == NOERROR);
  CHECK(set->CreateEx(nullptr, NewSetName().c_str(), &wish) == VD_E_PROTOCOL);
  CHECK(set->Problem().empty());
}

TEST_CASE("Linux binding: both time units are measured once and said") {
  std::vector<std::string> said;
  const auto library = Load(&said);
  library->SetStripingProved();
  const auto set = sqlserver::NewLinuxSet(library);
  const auto server = embedded::ServerSet::New();
  const std::string name = NewSetName();
  VDConfig wish = {};
  wish.deviceCount = 1;
  REQUIRE(set->CreateEx(nullptr, name.c_str(), &wish) == NOERROR);
  REQUIRE(said.size() == 1);
  CHECK(Contains(said[0], "GetConfiguration of"));
  CHECK(Contains(said[0], "milliseconds"));
  CHECK(library->CommandUnit() == sqlserver::TimeUnit::kUnknown);
  REQUIRE(server->Open(nullptr, name.c_str()) == NOERROR);
  REQUIRE(server->BeginConfiguration(VDF_WriteMedia, 512, 0, 65536, 1000) == NOERROR);
  REQUIRE(server->RequestBuffers(65536, 0, 1) == NOERROR);
  REQUIRE(server->EndConfiguration() == NOERROR);
  REQUIRE(set->GetConfiguration(1000, &wish) == NOERROR);
  embedded::ServerDevice* other = nullptr;
  REQUIRE(server->OpenDevice(name.c_str(), embedded::Dispatch::kOnDeviceThread, &other) == NOERROR);
  VirtualDevice* device = nullptr;
  REQUIRE(set->OpenDevice(name.c_str(), &device) == NOERROR);
  VDC_Command* command = nullptr;
  CHECK(device->GetCommand(3, &command) == VD_E_TIMEOUT);
  CHECK(library->CommandUnit() == sqlserver::TimeUnit::kMilliseconds);
  REQUIRE(said.size() == 2);
  CHECK(Contains(said[1], "GetCommand of"));
  library->LearnCommandUnit(1.0);  // A slow machine's wait of 1 ms changes nothing any more.
  CHECK(library->CommandUnit() == sqlserver::TimeUnit::kMilliseconds);
  server->SignalAbort();
}

TEST_CASE("Linux library: a unit that looks like seconds is milliseconds after one short wait") {
  std::vector<std::string> said;
  const auto library = Load(&said);
  library->LearnCommandUnit(1.001);
  CHECK(library->CommandUnit() == sqlserver::TimeUnit::kSeconds);
  library->LearnCommandUnit(0.002);
  CHECK(library->CommandUnit() == sqlserver::TimeUnit::kMilliseconds);
  CHECK(said.size() == 2);
}

TEST_CASE("Linux accounts: each thing to mend has its command") {
  sqlserver::AccountFacts facts;
  facts.user = "ada";
  facts.group = "staff";
  CHECK(Contains(sqlserver::AccountProblems(facts).at(0), "not installed"));
  facts.has_server_account = facts.has_server_group = true;
  const auto both = sqlserver::AccountProblems(facts);
  REQUIRE(both.size() == 2);
  CHECK(Contains(both[0], "usermod -a -G mssql ada"));
  CHECK(Contains(both[1], "usermod -a -G staff mssql"));
  facts.is_in_server_group = true;
  CHECK(sqlserver::AccountProblems(facts).size() == 1);
  facts.is_server_in_group = true;
  CHECK(sqlserver::AccountProblems(facts).empty());
  facts = {};
  facts.has_server_account = facts.has_server_group = facts.is_server_account = true;
  CHECK(sqlserver::AccountProblems(facts).empty());
  CHECK_FALSE(sqlserver::ReadAccountFacts().user.empty());
}

TEST_CASE("Linux binding: group bits are let through while a set is made, and only then") {
  const mode_t before = umask(S_IRWXG | S_IRWXO);
  {
    const sqlserver::GroupMask mask;
    const mode_t now = umask(0);
    umask(now);
    CHECK(now == S_IRWXO);
  }
  CHECK(umask(before) == (S_IRWXG | S_IRWXO));
}

TEST_CASE("Self test: two devices are proved by a backup, or stay forbidden") {
  const auto library = Load();
  const auto run = [](const std::vector<std::string>& names, bool is_failing) {
    embedded::Statement statement;
    statement.device_names = names;
    statement.buffer_count = 8;
    statement.database.bytes = 1'000'000;
    if (is_failing) {
      statement.faults.push_back({embedded::ServerFault::Kind::kAbort, 3});
    }
    return embedded::RunStatement(statement, [](const embedded::ServerMessage&) {}).ok;
  };
  const auto failed =
      sqlserver::RunStripingTest(library, [&](const auto& names) { return run(names, true); });
  CHECK_FALSE(failed.is_passed);
  CHECK_FALSE(library->IsStripingProved());
  const auto never = sqlserver::RunStripingTest(library, [](const auto&) { return false; });
  CHECK_FALSE(never.is_passed);
  CHECK(Contains(never.text, "not opened"));
  const auto passed =
      sqlserver::RunStripingTest(library, [&](const auto& names) { return run(names, false); });
  CHECK_MESSAGE(passed.is_passed, passed.text);
  CHECK(library->IsStripingProved());
  const auto set = sqlserver::NewLinuxSet(library);
  VDConfig wish = {};
  wish.deviceCount = 2;
  CHECK(set->CreateEx(nullptr, NewSetName().c_str(), &wish) == NOERROR);
}

}  // namespace handoff::test
