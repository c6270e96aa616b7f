// SPDX-License-Identifier: MIT
/// Programs that know only the published interface, against the embedded server: native/clients,
/// linked to libsqlvdi.so. The statement runs in this process.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>
#include <vector>

#include "native/embedded/statement.h"
#include "native/test/build_folder.h"
#include "native/test/set_fixture.h"

namespace handoff::test {

namespace {

/// A folder of its own in /dev/shm, removed with all in it.
class Folder {
 public:
  Folder() {
    char name[] = "/dev/shm/vdi-client-test-XXXXXX";
    REQUIRE(mkdtemp(name) != nullptr);
    path_ = name;
  }
  ~Folder() {
    [[maybe_unused]] const int status = std::system(("rm -rf '" + path_ + "'").c_str());
  }
  std::string At(const std::string& name) const {
    return path_ + "/" + name;
  }

 private:
  std::string path_;
};

std::string BytesOf(const std::string& file) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  std::string bytes(in.is_open() ? static_cast<size_t>(in.tellg()) : 0, '\0');
  in.seekg(0);
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

struct Outcome {
  int client = -1;  ///< exit status
  bool server = false;
  std::string messages;
};

struct Order {
  std::string mode;
  bool is_backup = true;
  uint32_t devices = 1;
  std::string prefix;
  uint32_t abort_after = 0;
};

/// The client as a program; when it has made its set, the statement.
Outcome Run(const Order& order, embedded::Statement statement) {
  const std::string set = NewSetName();
  for (uint32_t i = 0; i < order.devices; ++i) {
    statement.device_names.push_back(DeviceName(set, i));
  }
  statement.is_backup = order.is_backup;
  statement.buffer_count = order.devices * 4;
  const std::string command = BuildFolder() + "/vdi_client " + order.mode +
                              (order.is_backup ? " backup '" : " restore '") + set + "' " +
                              std::to_string(order.devices) + " '" + order.prefix + "' " +
                              std::to_string(order.abort_after);
  FILE* const program = popen(command.c_str(), "r");
  REQUIRE(program != nullptr);
  char line[64] = {};
  Outcome outcome;
  if (std::fgets(line, sizeof(line), program) != nullptr && std::string(line) == "created\n") {
    outcome.server = embedded::RunStatement(statement, [&](const embedded::ServerMessage& message) {
                       outcome.messages +=
                           std::to_string(message.number) + " " + message.text + "\n";
                     }).ok;
  }
  outcome.client = WEXITSTATUS(pclose(program));
  return outcome;
}

embedded::Statement Generate(uint64_t bytes) {
  embedded::Statement statement;
  statement.database.kind = embedded::DatabaseSpec::Kind::kGenerate;
  statement.database.bytes = bytes;
  statement.database.seed = 7;
  return statement;
}

std::vector<std::string> Files(const std::string& prefix, uint32_t devices) {
  std::vector<std::string> files;
  for (uint32_t i = 0; i < devices; ++i) {
    files.push_back(prefix + "." + std::to_string(i));
  }
  return files;
}

/// Backup of an invented database, backup of the recorded streams of it, restore into files: all
/// the same bytes.
void RoundTrip(const std::string& mode, uint32_t devices) {
  CAPTURE(mode);
  CAPTURE(devices);
  const Folder folder;
  const Order first = {mode, true, devices, folder.At("first")};
  const Outcome made = Run(first, Generate(devices * 1'000'000));
  CHECK_MESSAGE(made.server, made.messages);
  CHECK(made.client == 0);

  embedded::Statement again;
  again.database.kind = embedded::DatabaseSpec::Kind::kReplay;
  again.database.files = Files(first.prefix, devices);
  const Outcome replayed = Run({mode, true, devices, folder.At("second")}, again);
  CHECK_MESSAGE(replayed.server, replayed.messages);
  CHECK(replayed.client == 0);

  embedded::Statement restore;
  restore.sink.kind = embedded::SinkSpec::Kind::kInto;
  restore.sink.files = Files(folder.At("restored"), devices);
  const Outcome restored = Run({mode, false, devices, first.prefix}, restore);
  CHECK_MESSAGE(restored.server, restored.messages);
  CHECK(restored.client == 0);

  for (uint32_t i = 0; i < devices; ++i) {
    const std::string ending = "." + std::to_string(i);
    const std::string bytes = BytesOf(folder.At("first" + ending));
    CHECK(bytes.size() >= 65536);
    CHECK((BytesOf(folder.At("second" + ending)) == bytes));
    CHECK((BytesOf(folder.At("restored" + ending)) == bytes));
  }
}

}  // namespace

TEST_CASE("A foreign client with one device backs up and restores, byte for byte") {
  RoundTrip("one", 1);
}

TEST_CASE("A foreign client with a thread for each device, 1 to 32") {
  for (const uint32_t devices : {1, 2, 5, 32}) {
    RoundTrip("threads", devices);
  }
}

TEST_CASE("A foreign client with a process for each device, 1 to 32") {
  for (const uint32_t devices : {1, 3, 32}) {
    RoundTrip("processes", devices);
  }
}

TEST_CASE("A foreign client's abort, or the death of one of its processes, fails the statement") {
  const Folder folder;
  for (const char* mode : {"one", "threads", "processes"}) {
    CAPTURE(mode);
    const uint32_t devices = std::string(mode) == "one" ? 1 : 4;
    const Outcome outcome =
        Run({mode, true, devices, folder.At("aborted"), 3}, Generate(devices * 4'000'000));
    CHECK_FALSE(outcome.server);
    CHECK(outcome.client == 1);
    CHECK(outcome.messages.find("3013") != std::string::npos);
  }
}

TEST_CASE("A foreign client is told when the server gives up") {
  const Folder folder;
  for (const char* mode : {"threads", "processes"}) {
    CAPTURE(mode);
    embedded::Statement statement = Generate(8'000'000);
    statement.faults.push_back({embedded::ServerFault::Kind::kAbort, 5});
    const Outcome outcome = Run({mode, true, 2, folder.At("lost")}, statement);
    CHECK_FALSE(outcome.server);
    CHECK(outcome.client == 1);
  }
}

}  // namespace handoff::test
