// SPDX-License-Identifier: MIT
#include "native/embedded/statement.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <mutex>
#include <thread>

#include "native/embedded/client_set.h"
#include "native/embedded/random.h"
#include "native/embedded/statement_messages.h"
#include "native/test/taken.h"
#include "native/trace/trace.h"

namespace handoff::embedded {
namespace {

constexpr uint32_t kOpenTimeoutMs = 10'000;

std::string UniqueName() {
  static std::atomic<uint32_t> count{0};
  return "statement-test-" + std::to_string(getpid()) + "-" + std::to_string(++count);
}

/// A folder that goes away with its files.
class Folder {
 public:
  Folder() {
    char path[] = "/tmp/handoff-statement-XXXXXX";
    REQUIRE(mkdtemp(path) != nullptr);
    path_ = path;
  }
  ~Folder() {
    const std::string command = "rm -r '" + path_ + "'";
    CHECK(system(command.c_str()) == 0);
  }
  std::string File(const std::string& name) const {
    return path_ + "/" + name;
  }

 private:
  std::string path_;
};

std::vector<uint8_t> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void WriteFile(const std::string& path, const std::vector<uint8_t>& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<long>(bytes.size()));
}

bool Exists(const std::string& path) {
  struct stat status;
  return lstat(path.c_str(), &status) == 0;
}

/// What the client answers to a command: code and bytes. The default is what a good client does.
struct Answer {
  uint32_t code;
  uint32_t bytes;
};

/// A client with one thread a device that keeps what is written in memory and gives it back.
class Client {
 public:
  using Handler = std::function<Answer(uint32_t device, const vdi::VDC_Command&, Answer usual)>;

  Client(const std::string& name, uint32_t device_count, uint32_t features = 0)
      : name_(name),
        set_(NewEmbeddedSet()),
        media(device_count),
        codes(device_count),
        closed_with(device_count) {
    vdi::VDConfig wish = {};
    wish.deviceCount = device_count;
    wish.features = features;
    REQUIRE(set_->CreateEx(nullptr, name.c_str(), &wish) == vdi::NOERROR);
  }

  std::vector<std::string> DeviceNames() const {
    std::vector<std::string> names{name_};
    for (size_t i = 1; i < media.size(); ++i)
      names.push_back(name_ + "-" + std::to_string(i));
    return names;
  }

  void Start() {
    thread_ = std::thread([this] { Serve(); });
  }
  void Join() {
    thread_.join();
    set_->Close();
  }
  vdi::VirtualDeviceSet* set() {
    return set_.get();
  }

 private:
  std::string name_;
  std::unique_ptr<vdi::VirtualDeviceSet> set_;
  std::thread thread_;

 public:
  Handler handler;
  bool is_reordering = false;
  vdi::VDConfig config = {};
  vdi::Hresult configured = vdi::VD_E_UNEXPECTED;
  std::vector<std::vector<uint8_t>> media;
  std::vector<std::vector<vdi::VDC_Command>> codes;  ///< all commands seen, by device
  std::vector<vdi::Hresult> closed_with;

 private:
  void Serve() {
    configured = set_->GetConfiguration(kOpenTimeoutMs, &config);
    if (configured != vdi::NOERROR)
      return;
    std::vector<std::thread> threads;
    std::vector<vdi::VirtualDevice*> devices(media.size());
    const std::vector<std::string> names = DeviceNames();
    for (size_t i = 0; i < media.size(); ++i) {
      if (set_->OpenDevice(names[i].c_str(), &devices[i]) != vdi::NOERROR)
        return;
    }
    for (uint32_t i = 0; i < media.size(); ++i)
      threads.emplace_back([this, i, device = devices[i]] { ServeDevice(i, device); });
    for (std::thread& thread : threads)
      thread.join();
  }

  void ServeDevice(uint32_t index, vdi::VirtualDevice* device) {
    uint64_t read_position = 0;
    vdi::VDC_Command* held = nullptr;
    Answer held_answer = {};
    for (;;) {
      vdi::VDC_Command* command = nullptr;
      const vdi::Hresult result = device->GetCommand(held != nullptr ? 1 : vdi::INFINITE, &command);
      if (held != nullptr) {
        // The one before is completed after this one was fetched (or nothing more came).
        if (result == vdi::NOERROR && is_reordering) {
          CompleteUsual(index, device, command, &read_position);
          command = nullptr;
        }
        device->CompleteCommand(held, held_answer.code, held_answer.bytes, 0);
        held = nullptr;
        if (command == nullptr && result == vdi::NOERROR)
          continue;
      }
      if (result == vdi::VD_E_TIMEOUT)
        continue;
      if (result != vdi::NOERROR) {
        closed_with[index] = result;
        return;
      }
      if (is_reordering && command->commandCode == vdi::VDC_Read) {
        held_answer = Perform(index, *command, &read_position);
        held = command;
        continue;
      }
      CompleteUsual(index, device, command, &read_position);
    }
  }

  void CompleteUsual(uint32_t index, vdi::VirtualDevice* device, vdi::VDC_Command* command,
                     uint64_t* read_position) {
    const Answer answer = Perform(index, *command, read_position);
    device->CompleteCommand(command, answer.code, answer.bytes, 0);
  }

  Answer Perform(uint32_t index, const vdi::VDC_Command& command, uint64_t* read_position) {
    codes[index].push_back(command);
    std::vector<uint8_t>& medium = media[index];
    const auto size = static_cast<uint32_t>(command.size);
    Answer usual{vdi::ERROR_SUCCESS, 0};
    if (command.commandCode == vdi::VDC_Read) {
      usual.bytes = static_cast<uint32_t>(std::min<uint64_t>(size, medium.size() - *read_position));
      usual.code = usual.bytes < size ? vdi::ERROR_HANDLE_EOF : vdi::ERROR_SUCCESS;
    }
    if (command.commandCode == vdi::VDC_Write)
      usual.bytes = size;
    const Answer answer = handler ? handler(index, command, usual) : usual;
    if (command.commandCode == vdi::VDC_Read) {
      std::memcpy(command.buffer, medium.data() + *read_position, answer.bytes);
      *read_position += answer.bytes;
    }
    if (command.commandCode == vdi::VDC_Write && answer.code == vdi::ERROR_SUCCESS)
      medium.insert(medium.end(), command.buffer, command.buffer + answer.bytes);
    return answer;
  }
};

struct Outcome {
  Verdict verdict;
  std::vector<ServerMessage> messages;

  bool Says(int32_t number) const {
    return std::any_of(messages.begin(), messages.end(),
                       [number](const ServerMessage& m) { return m.number == number; });
  }
  const ServerMessage& Message(int32_t number) const {
    const auto found =
        std::find_if(messages.begin(), messages.end(),
                     [number](const ServerMessage& m) { return m.number == number; });
    REQUIRE(found != messages.end());
    return *found;
  }
};

Outcome RunWith(Client* client, Statement statement) {
  Outcome outcome;
  statement.device_names = client->DeviceNames();
  client->Start();
  outcome.verdict = RunStatement(
      statement, [&outcome](const ServerMessage& m) { outcome.messages.push_back(m); });
  // Refused before it opened the set: the client would wait for a server that never comes.
  const int32_t first = outcome.messages.front().number;
  if (first == 3201 || first == 3250 || first == 3217)
    client->set()->SignalAbort();
  client->Join();
  return outcome;
}

Statement Backup(uint64_t bytes = 3'000'000, uint32_t transfer = 65'536, uint32_t buffers = 8) {
  Statement statement;
  statement.transfer_bytes = transfer;
  statement.buffer_count = buffers;
  statement.database.bytes = bytes;
  statement.database.seed = 5;
  return statement;
}

Statement Restore(SinkSpec::Kind kind, std::vector<std::string> files = {}, uint64_t seed = 1) {
  Statement statement = Backup();
  statement.is_backup = false;
  statement.seed = seed;
  statement.sink.kind = kind;
  statement.sink.files = std::move(files);
  return statement;
}

std::vector<std::vector<uint8_t>> Expected(const Statement& statement, uint32_t devices) {
  std::vector<std::vector<uint8_t>> all;
  Problem problem;
  for (auto& stream : OpenDatabase(statement.database, devices, statement.block_bytes, &problem)) {
    all.emplace_back(stream->bytes());
    REQUIRE(stream->Read(all.back().data(), static_cast<uint32_t>(all.back().size()), &problem));
  }
  return all;
}

TEST_CASE("a backup hands over every byte, in order, and ends with 3014") {
  for (const uint32_t devices : {1u, 2u, 5u}) {
    CAPTURE(devices);
    Client client(UniqueName(), devices, vdi::VDF_RequestComplete);
    const Statement statement = Backup(4'000'000, 65'536, 11);
    const Outcome outcome = RunWith(&client, statement);
    REQUIRE(outcome.verdict.ok);
    CHECK(client.media == Expected(statement, devices));
    CHECK(outcome.messages.back().number == 3014);
    CHECK(outcome.Says(4035));
    CHECK((client.config.features & vdi::VDF_WriteMedia) != 0);
    CHECK((client.config.features & vdi::VDF_CompleteEnabled) != 0);
    for (uint32_t i = 0; i < devices; ++i) {
      CHECK(outcome.verdict.bytes[i] == client.media[i].size());
      CHECK(client.closed_with[i] == vdi::VD_E_CLOSE);
      CHECK(client.codes[i].back().commandCode == vdi::VDC_Complete);
      CHECK(client.codes[i][client.codes[i].size() - 2].commandCode == vdi::VDC_Flush);
      // Header blocks come first, in small writes.
      CHECK(client.codes[i][0].size == 1024);
      CHECK(client.codes[i][1].size == 512);
      CHECK(client.codes[i][3].size == 65'536);
    }
  }
}

TEST_CASE("Complete comes only when asked for; the number of flushes varies with the seed") {
  std::vector<long> flushes;
  for (uint64_t seed = 0; seed < 12; ++seed) {
    Client client(UniqueName(), 1);
    Statement statement = Backup(400'000);
    statement.seed = seed;
    REQUIRE(RunWith(&client, statement).verdict.ok);
    const auto& codes = client.codes[0];
    const auto count = [&codes](int32_t code) {
      return std::count_if(codes.begin(), codes.end(),
                           [code](const auto& c) { return c.commandCode == code; });
    };
    CHECK(count(vdi::VDC_Complete) == 0);
    CHECK(codes.back().commandCode == vdi::VDC_Flush);
    flushes.push_back(count(vdi::VDC_Flush));
  }
  CHECK(*std::min_element(flushes.begin(), flushes.end()) == 1);
  CHECK(*std::max_element(flushes.begin(), flushes.end()) == 2);
}

TEST_CASE("a restore compares every byte, with any read sizes, reordered completions included") {
  const Folder folder;
  const Statement backup = Backup(2'500'000);
  const auto streams = Expected(backup, 2);
  std::vector<std::string> files{folder.File("1.bak"), folder.File("2.bak")};
  WriteFile(files[0], streams[0]);
  WriteFile(files[1], streams[1]);
  for (uint64_t seed = 0; seed < 6; ++seed) {
    CAPTURE(seed);
    Client client(UniqueName(), 2);
    client.media = streams;
    client.is_reordering = seed % 2 == 1;
    const Outcome outcome = RunWith(&client, Restore(SinkSpec::Kind::kCompare, files, seed));
    REQUIRE(outcome.verdict.ok);
    CHECK(outcome.verdict.bytes[0] == streams[0].size());
    CHECK(outcome.verdict.bytes[1] == streams[1].size());
    CHECK(outcome.messages.back().number == 3014);
    CHECK(client.closed_with[0] == vdi::VD_E_CLOSE);
    CHECK(client.codes[0].back().commandCode == vdi::VDC_ClearError);
    bool varies = false;
    for (const auto& command : client.codes[0])
      varies = varies || (command.size != 65'536 && command.commandCode == vdi::VDC_Read);
    CHECK(varies);
  }
}

TEST_CASE("short successful reads are asked on, also at the end") {
  const Folder folder;
  const auto streams = Expected(Backup(1'000'000), 1);
  WriteFile(folder.File("1.bak"), streams[0]);
  for (const uint32_t features : {0u, uint32_t{vdi::VDF_LikeDisk}}) {
    CAPTURE(features);
    Client client(UniqueName(), 1, features);
    client.media = streams;
    uint32_t count = 0;
    client.handler = [&count](uint32_t, const vdi::VDC_Command& command, Answer usual) {
      // As a client does that knows no end mark but zero bytes.
      if (command.commandCode == vdi::VDC_Read)
        usual.code = vdi::ERROR_SUCCESS;
      if (command.commandCode == vdi::VDC_Read && ++count % 5 == 0)
        usual.bytes = std::min(usual.bytes, 512u);
      return usual;
    };
    Statement statement = Restore(SinkSpec::Kind::kCompare, {folder.File("1.bak")});
    // A disk-like client reads where it is told to; this one only reads on, which is the same with
    // one out.
    statement.buffer_count = features == 0 ? 8 : 1;
    const Outcome outcome = RunWith(&client, statement);
    CHECK(outcome.verdict.ok);
    CHECK(outcome.verdict.bytes[0] == streams[0].size());
    if (features != 0)
      CHECK(client.codes[0][0].commandCode == vdi::VDC_SetPosition);
  }
}

TEST_CASE("a difference is reported with its offset and file") {
  const Folder folder;
  auto streams = Expected(Backup(1'000'000), 1);
  WriteFile(folder.File("1.bak"), streams[0]);
  SUBCASE("a byte differs") {
    streams[0][654'321] ^= 1;
    Client client(UniqueName(), 1);
    client.media = streams;
    const Outcome outcome =
        RunWith(&client, Restore(SinkSpec::Kind::kCompare, {folder.File("1.bak")}));
    CHECK_FALSE(outcome.verdict.ok);
    const std::string text = outcome.Message(50'000).text;
    CHECK(text.find("byte 654321.") != std::string::npos);
    CHECK(text.find(folder.File("1.bak")) != std::string::npos);
    CHECK(outcome.messages.back().number == 3013);
    CHECK(client.closed_with[0] == vdi::VD_E_CLOSE);
  }
  SUBCASE("the stream is too short") {
    streams[0].resize(900'096);
    Client client(UniqueName(), 1);
    client.media = streams;
    const Outcome outcome =
        RunWith(&client, Restore(SinkSpec::Kind::kCompare, {folder.File("1.bak")}));
    CHECK_FALSE(outcome.verdict.ok);
    CHECK(outcome.Message(50'000).text.find("ended at byte 900096") != std::string::npos);
  }
  SUBCASE("the stream is too long") {
    streams[0].resize(streams[0].size() + 512);
    Client client(UniqueName(), 1);
    client.media = streams;
    const Outcome outcome =
        RunWith(&client, Restore(SinkSpec::Kind::kCompare, {folder.File("1.bak")}));
    CHECK_FALSE(outcome.verdict.ok);
    CHECK(outcome.Message(50'000).text.find("goes on after") != std::string::npos);
  }
}

TEST_CASE("restore into files publishes whole files only and replaces none without force") {
  const Folder folder;
  const auto streams = Expected(Backup(1'000'000), 2);
  const std::vector<std::string> files{folder.File("a.bak"), folder.File("b.bak")};
  {
    Client client(UniqueName(), 2);
    client.media = streams;
    CHECK(RunWith(&client, Restore(SinkSpec::Kind::kInto, files)).verdict.ok);
    CHECK(ReadFile(files[0]) == streams[0]);
    CHECK(ReadFile(files[1]) == streams[1]);
    CHECK_FALSE(Exists(files[0] + ".partial"));
  }
  {
    Client client(UniqueName(), 2);
    client.media = streams;
    const Outcome outcome = RunWith(&client, Restore(SinkSpec::Kind::kInto, files));
    CHECK_FALSE(outcome.verdict.ok);
    CHECK(outcome.Message(3201).text.find("a.bak") != std::string::npos);
  }
  {
    // A failing restore leaves what was there.
    Client client(UniqueName(), 2);
    client.media = streams;
    client.handler = [](uint32_t device, const vdi::VDC_Command& command, Answer usual) {
      if (device == 1 && command.commandCode == vdi::VDC_Read && command.size > 30'000)
        return Answer{vdi::ERROR_READ_FAULT, 0};
      return usual;
    };
    Statement statement = Restore(SinkSpec::Kind::kInto, files);
    statement.sink.force = true;
    const Outcome outcome = RunWith(&client, statement);
    CHECK_FALSE(outcome.verdict.ok);
    CHECK(outcome.Message(3203).device == 1);
    CHECK(outcome.Message(3203).text.find("29") != std::string::npos);
    CHECK(ReadFile(files[1]) == streams[1]);
    CHECK_FALSE(Exists(files[0] + ".partial"));
    CHECK_FALSE(Exists(files[1] + ".partial"));
  }
}

TEST_CASE("discard checks pages and checksums of generated streams") {
  auto streams = Expected(Backup(1'000'000), 1);
  Client good(UniqueName(), 1);
  good.media = streams;
  CHECK(RunWith(&good, Restore(SinkSpec::Kind::kDiscard)).verdict.ok);
  Client bad(UniqueName(), 1);
  bad.media = streams;
  bad.media[0][500'000] ^= 4;
  const Outcome outcome = RunWith(&bad, Restore(SinkSpec::Kind::kDiscard));
  CHECK_FALSE(outcome.verdict.ok);
  CHECK(outcome.Message(3183).text.find("Page 1:") != std::string::npos);
}

TEST_CASE("a full disk: IO-ERROR, ClearError, Discard, an orderly close, 3202 and 3013") {
  Client client(UniqueName(), 2, vdi::VDF_RequestComplete | vdi::VDF_Discard);
  std::atomic<uint32_t> writes{0};
  client.handler = [&writes](uint32_t device, const vdi::VDC_Command& command, Answer usual) {
    if (device == 0 && command.commandCode == vdi::VDC_Write && ++writes == 10)
      return Answer{vdi::ERROR_DISK_FULL, 0};
    return usual;
  };
  const Outcome outcome = RunWith(&client, Backup(30'000'000));
  CHECK_FALSE(outcome.verdict.ok);
  CHECK(outcome.Message(3202).device == 0);
  CHECK(outcome.Message(3202).text.find("112") != std::string::npos);
  CHECK(outcome.Says(3041));
  CHECK(outcome.messages.back().number == 3013);
  for (const auto& codes : client.codes) {
    CHECK(codes.back().commandCode == vdi::VDC_Discard);
    for (const auto& command : codes)
      CHECK(command.commandCode != vdi::VDC_Complete);
  }
  CHECK(client.codes[0][client.codes[0].size() - 2].commandCode == vdi::VDC_ClearError);
  CHECK(client.closed_with[0] == vdi::VD_E_CLOSE);
  CHECK(client.closed_with[1] == vdi::VD_E_CLOSE);
}

TEST_CASE("a failing Flush or Complete fails the backup") {
  for (const int32_t code : {int32_t{vdi::VDC_Flush}, int32_t{vdi::VDC_Complete}}) {
    CAPTURE(code);
    Client client(UniqueName(), 1, vdi::VDF_RequestComplete);
    client.handler = [code](uint32_t, const vdi::VDC_Command& command, Answer usual) {
      return command.commandCode == code ? Answer{vdi::ERROR_WRITE_FAULT, 0} : usual;
    };
    const Outcome outcome = RunWith(&client, Backup(400'000));
    CHECK_FALSE(outcome.verdict.ok);
    CHECK(outcome.Says(18210));
    CHECK(outcome.messages.back().number == 3013);
    CHECK(client.codes[0].back().commandCode == vdi::VDC_ClearError);
  }
}

TEST_CASE("a client that aborts: outstanding commands get 995, 18210 names the devices") {
  Client client(UniqueName(), 2);
  std::atomic<uint32_t> writes{0};
  client.handler = [&](uint32_t, const vdi::VDC_Command& command, Answer usual) {
    if (command.commandCode == vdi::VDC_Write && ++writes == 40)
      client.set()->SignalAbort();
    return usual;
  };
  const Outcome outcome = RunWith(&client, Backup(300'000'000));
  CHECK_FALSE(outcome.verdict.ok);
  CHECK(outcome.Message(18210).text.find("995") != std::string::npos);
  CHECK(outcome.Says(3041));
  CHECK(outcome.messages.back().number == 3013);
}

TEST_CASE("the server aborts on purpose at the nth command") {
  Client client(UniqueName(), 2);
  Statement statement = Backup(300'000'000);
  statement.faults = {{ServerFault::Kind::kAbort, 25}};
  const Outcome outcome = RunWith(&client, statement);
  CHECK_FALSE(outcome.verdict.ok);
  CHECK(outcome.Says(3204));
  CHECK(outcome.messages.back().number == 3013);
  CHECK(client.closed_with[0] == vdi::VD_E_ABORT);
  CHECK(client.closed_with[1] == vdi::VD_E_ABORT);
}

TEST_CASE("statement and client in different processes, and the server killed at the nth command") {
  for (const bool is_killed : {false, true}) {
    CAPTURE(is_killed);
    const std::string name = UniqueName();
    Statement statement = Backup(is_killed ? 300'000'000 : 5'000'000);
    statement.device_names = {name, name + "-1"};
    if (is_killed)
      statement.faults = {{ServerFault::Kind::kCrash, 50}};
    // The server's process begins before this one has threads, and waits for the set.
    int start[2];
    REQUIRE(pipe(start) == 0);
    const pid_t server = fork();
    REQUIRE(server >= 0);
    if (server == 0) {
      char byte = 0;
      const bool has_begun = read(start[0], &byte, 1) == 1;
      _exit(has_begun && RunStatement(statement, [](const ServerMessage&) {}).ok ? 0 : 1);
    }
    Client client(name, 2, vdi::VDF_RequestComplete);
    client.Start();
    CHECK(write(start[1], "x", 1) == 1);
    int status = 0;
    REQUIRE(waitpid(server, &status, 0) == server);
    client.Join();
    close(start[0]);
    close(start[1]);
    CHECK(WIFSIGNALED(status) == is_killed);
    for (const vdi::Hresult closed : client.closed_with)
      CHECK(closed == (is_killed ? vdi::VD_E_ABORT : vdi::VD_E_CLOSE));
    if (!is_killed)
      CHECK(client.media == Expected(statement, 2));
  }
}

TEST_CASE("a statement that cannot start says why and leaves the client waiting for it") {
  const auto refused = [](Statement statement) {
    Client client(UniqueName(), 2);
    const Outcome outcome = RunWith(&client, std::move(statement));
    CHECK_FALSE(outcome.verdict.ok);
    CHECK(outcome.messages.back().number == 3013);
    return outcome;
  };
  Statement few_buffers = Backup();
  few_buffers.buffer_count = 1;
  CHECK(refused(few_buffers).Message(3250).text.find("each of the 2 devices") != std::string::npos);
  Statement missing = Backup();
  missing.database.kind = DatabaseSpec::Kind::kReplay;
  missing.database.files = {"/nonexistent/a.bak", "/nonexistent/b.bak"};
  CHECK(refused(missing).Message(3201).text.find("/nonexistent/a.bak") != std::string::npos);
  Statement transfer = Backup();
  transfer.transfer_bytes = 65'536 + 512;
  CHECK(refused(transfer).Says(3261));

  Client client(UniqueName(), 1);
  Statement names = Backup();
  names.device_names = {"statement-test-nobody"};
  std::vector<ServerMessage> messages;
  CHECK_FALSE(RunStatement(names, [&](const ServerMessage& m) { messages.push_back(m); }).ok);
  CHECK(messages.front().number == 3201);
}

TEST_CASE("a paced statement issues its commands no faster than asked for") {
  Client client(UniqueName(), 1);
  Statement statement = Backup(65'536);
  statement.commands_per_second = 2'000;
  statement.command_bytes = 1'024;
  const auto started = std::chrono::steady_clock::now();
  REQUIRE(RunWith(&client, statement).verdict.ok);
  const auto elapsed = std::chrono::steady_clock::now() - started;
  const double seconds = std::chrono::duration<double>(elapsed).count();
  CHECK(seconds > 0.9 * static_cast<double>(client.codes[0].size() - 20) / 2'000);
  CHECK(client.codes[0][0].size == 1'024);
}

TEST_CASE("issued and acknowledged events carry the server's addresses") {
  const std::string name = "handoff-trace-" + UniqueName();
  const auto segment = trace::Segment::Create(name, 8, 4096);
  REQUIRE(segment != nullptr);
  Client client(UniqueName(), 1);
  Statement statement = Backup(1'000'000);
  statement.trace_name = name;
  REQUIRE(RunWith(&client, statement).verdict.ok);
  const std::vector<trace::Event> events = test::Taken(segment.get());
  CHECK(segment->Dropped() == 0);
  uint32_t issued = 0;
  uint32_t acknowledged = 0;
  for (const trace::Event& event : events) {
    CHECK(event.actor == trace::kActorServer);
    CHECK(event.device == 0);
    issued += event.kind == trace::EventKind::kIssued;
    acknowledged += event.kind == trace::EventKind::kAcknowledged;
    CHECK((event.position == -1) == (event.address == 0));
  }
  CHECK(issued == client.codes[0].size());
  CHECK(acknowledged == issued);
}

}  // namespace
}  // namespace handoff::embedded
