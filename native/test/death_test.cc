// SPDX-License-Identifier: MIT
/// Sets over two and three real processes, and what is left when any of them is killed.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstring>

#include "native/embedded/control_block.h"
#include "native/embedded/set_name.h"
#include "native/platform/process_watch.h"
#include "native/platform/shm_region.h"
#include "native/platform/sweep.h"
#include "native/test/child_process.h"
#include "native/test/set_fixture.h"

namespace handoff::test {

using namespace vdi;  // NOLINT: the codes keep Microsoft's names
using embedded::Dispatch;
using embedded::SetState;
using Clock = std::chrono::steady_clock;

namespace {

/// How soon a death is to be noticed.
constexpr auto kNoticeMax = std::chrono::milliseconds(1000);
constexpr uint32_t kRounds = 300;

/// Names of a living set's segments; asked while it lives, looked for afterwards.
std::vector<std::string> SegmentsOf(const std::string& set) {
  const std::string control = embedded::NameOfControlSegment(nullptr, set.c_str());
  embedded::Identity identity;
  REQUIRE(platform::PeekSegment(control, &identity, sizeof(identity)));
  char prefix[64];
  std::snprintf(prefix, sizeof(prefix), "handoff-buf-%016" PRIx64 "-", identity.set_id);
  std::vector<std::string> names = platform::SegmentNames(prefix);
  names.push_back(control);
  return names;
}

/// The control block of a set, as nobody but a test opens it.
platform::ShmRegion Control(const std::string& set) {
  auto region = platform::ShmRegion::Open(embedded::NameOfControlSegment(nullptr, set.c_str()),
                                          sizeof(embedded::ControlBlock));
  REQUIRE(region.IsOpen());
  return region;
}
embedded::ControlBlock* Block(const platform::ShmRegion& region) {
  return reinterpret_cast<embedded::ControlBlock*>(region.data());
}

size_t CountOf(const std::vector<std::string>& names) {
  const std::vector<std::string> all = platform::SegmentNames("handoff-");
  return static_cast<size_t>(std::count_if(names.begin(), names.end(), [&all](const auto& name) {
    return std::find(all.begin(), all.end(), name) != all.end();
  }));
}

struct Server {
  explicit Server(const std::string& name) : set(embedded::ServerSet::New()) {
    REQUIRE(set->Open(nullptr, name.c_str()) == NOERROR);
    REQUIRE(set->BeginConfiguration(VDF_WriteMedia, 512, 0, 65536, 0) == NOERROR);
    REQUIRE(set->RequestBuffers(65536, 0, 4) == NOERROR);
    REQUIRE(set->EndConfiguration() == NOERROR);
    REQUIRE(set->OpenDevice(name.c_str(), Dispatch::kOnDeviceThread, &device) == NOERROR);
  }
  std::unique_ptr<embedded::ServerSet> set;
  embedded::ServerDevice* device = nullptr;
};

struct Primary {
  explicit Primary(const std::string& name) : set(embedded::NewEmbeddedSet()) {
    VDConfig wish = {};
    wish.deviceCount = 1;
    REQUIRE(set->CreateEx(nullptr, name.c_str(), &wish) == NOERROR);
  }
  void Configure() {
    VDConfig config;
    REQUIRE(set->GetConfiguration(10'000, &config) == NOERROR);
  }
  void Open(const std::string& name) {
    Configure();
    REQUIRE(set->OpenDevice(name.c_str(), &device) == NOERROR);
  }
  std::unique_ptr<vdi::VirtualDeviceSet> set;
  VirtualDevice* device = nullptr;
};

void Fill(uint8_t* data, uint32_t round) {
  for (uint32_t i = 0; i < 65536; ++i) {
    data[i] = static_cast<uint8_t>(i * 31 + round);
  }
}

bool IsFilled(const uint8_t* data, uint32_t round) {
  for (uint32_t i = 0; i < 65536; ++i) {
    if (data[i] != static_cast<uint8_t>(i * 31 + round)) {
      return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("child: server writes" * doctest::skip()) {
  const Parent parent;
  Server server(parent.Argument());
  for (uint32_t round = 0; round < kRounds; ++round) {
    uint8_t* buffer = nullptr;
    REQUIRE(server.set->AllocateBuffer(&buffer, 65536, 0) == NOERROR);
    Fill(buffer, round);
    Sent write(VDC_Write, buffer, 65536);
    REQUIRE(server.device->SendCommand(&write.command) == NOERROR);
    while (!write.HasRun()) {
      server.device->DispatchCompletions(1000);
    }
    REQUIRE(write.command.completionCode == ERROR_SUCCESS);
    REQUIRE(server.set->FreeBuffer(buffer, 65536) == NOERROR);
  }
  REQUIRE(server.device->CloseDevice() == NOERROR);
  REQUIRE(server.set->Close() == NOERROR);
}

TEST_CASE("child: server connects only" * doctest::skip()) {
  const Parent parent;
  auto server = embedded::ServerSet::New();
  REQUIRE(server->Open(nullptr, parent.Argument().c_str()) == NOERROR);
  parent.Say('r');
  parent.Hear();
}

TEST_CASE("child: server holds" * doctest::skip()) {
  const Parent parent;
  Server server(parent.Argument());
  parent.Say('r');
  parent.Hear();
}

TEST_CASE("child: primary holds" * doctest::skip()) {
  const Parent parent;
  Primary primary(parent.Argument());
  parent.Say('r');
  primary.Configure();
  parent.Say('c');
  parent.Hear();
}

TEST_CASE("child: primary takes a command" * doctest::skip()) {
  const Parent parent;
  Primary primary(parent.Argument());
  parent.Say('r');
  primary.Open(parent.Argument());
  VDC_Command* command = nullptr;
  REQUIRE(primary.device->GetCommand(10'000, &command) == NOERROR);
  parent.Say('g');
  parent.Hear();
}

TEST_CASE("child: secondary maps handles" * doctest::skip()) {
  const Parent parent;
  auto set = embedded::NewEmbeddedSet();
  REQUIRE(set->OpenInSecondaryEx(nullptr, parent.Argument().c_str()) == NOERROR);
  parent.Say('r');
  for (uint32_t handle = parent.HearNumber(); handle != 0; handle = parent.HearNumber()) {
    const uint32_t round = parent.HearNumber() - 1;
    uint8_t* data = nullptr;
    const bool is_good = set->MapBufferHandle(handle, &data) == NOERROR && IsFilled(data, round);
    parent.SayNumber(is_good ? static_cast<uint32_t>(reinterpret_cast<uintptr_t>(data) >> 12) : 0);
  }
  REQUIRE(set->Close() == NOERROR);
}

TEST_CASE("Three processes: every byte arrives by handle, at each process's own address") {
  const std::string name = NewSetName();
  Primary primary(name);
  Child server("child: server writes", name);
  primary.Configure();
  Child secondary("child: secondary maps handles", name);
  REQUIRE(secondary.Hear() == 'r');
  primary.Open(name);
  const std::vector<std::string> segments = SegmentsOf(name);
  CHECK(segments.size() == 5);
  uint32_t differing = 0;
  for (uint32_t round = 0; round < kRounds; ++round) {
    VDC_Command* command = nullptr;
    uint32_t handle = 0;
    REQUIRE(primary.device->GetCommand(10'000, &command) == NOERROR);
    REQUIRE(primary.set->GetBufferHandle(command->buffer, &handle) == NOERROR);
    secondary.SayNumber(handle);
    secondary.SayNumber(round + 1);
    const uint32_t page = secondary.HearNumber();
    REQUIRE(page != 0);
    const auto own = reinterpret_cast<uintptr_t>(command->buffer) >> 12;
    differing += page != static_cast<uint32_t>(own) ? 1 : 0;
    REQUIRE(primary.device->CompleteCommand(command, 0, 65536, 0) == NOERROR);
  }
  CHECK(differing == kRounds);
  VDC_Command* command = nullptr;
  CHECK(primary.device->GetCommand(10'000, &command) == VD_E_CLOSE);
  CHECK(server.Wait() == 0);
  CHECK(primary.set->State() == SetState::kNormallyTerminated);  // An orderly exit is no death.
  secondary.SayNumber(0);
  CHECK(secondary.Wait() == 0);
  CHECK(primary.set->Close() == NOERROR);
  CHECK(CountOf(segments) == 0);
}

TEST_CASE("Death of the server: wakes the primary's GetCommand, and nothing of it stays") {
  const std::string name = NewSetName();
  Primary primary(name);
  Child server("child: server holds", name);
  primary.Open(name);
  REQUIRE(server.Hear() == 'r');
  const std::vector<std::string> segments = SegmentsOf(name);
  CHECK(CountOf(segments) == 5);
  std::atomic<Hresult> result{NOERROR};
  std::thread waiter([&] {
    VDC_Command* command = nullptr;
    result = primary.device->GetCommand(INFINITE, &command);
  });
  const auto start = Clock::now();
  server.Kill();
  waiter.join();
  CHECK(Clock::now() - start < kNoticeMax);
  CHECK(result == VD_E_ABORT);
  CHECK(primary.set->Close() == NOERROR);
  CHECK(CountOf(segments) == 0);
}

TEST_CASE("Death of the server while it configures: wakes GetConfiguration") {
  for (const bool is_waiting_before : {true, false}) {
    const std::string name = NewSetName();
    Primary primary(name);
    std::atomic<Hresult> result{NOERROR};
    VDConfig config;
    const auto wait = [&] { result = primary.set->GetConfiguration(INFINITE, &config); };
    std::thread waiter;
    if (is_waiting_before) {
      waiter = std::thread(wait);
    }
    Child server("child: server connects only", name);
    REQUIRE(server.Hear() == 'r');
    const auto start = Clock::now();
    server.Kill();
    if (!is_waiting_before) {
      waiter = std::thread(wait);  // It died before anybody could watch it.
    }
    waiter.join();
    CHECK(Clock::now() - start < kNoticeMax);
    CHECK(result == VD_E_ABORT);
  }
}

TEST_CASE("Death of the server between entering the set and ringing: GetConfiguration finds out") {
  const std::string name = NewSetName();
  Primary primary(name);
  const pid_t dead = fork();
  if (dead == 0) {
    _exit(0);
  }
  REQUIRE(waitpid(dead, nullptr, 0) == dead);
  {
    const auto region = Control(name);
    Block(region)->processes[embedded::kServerSlot].pid.store(static_cast<uint32_t>(dead));
  }
  VDConfig config;
  CHECK(primary.set->GetConfiguration(20'000, &config) == VD_E_ABORT);
}

TEST_CASE("A secondary's slot tells nothing of who had it, and a dead one's is used again") {
  Shape shape;
  Pair pair(shape);
  pair.client = embedded::NewEmbeddedSet();
  pair.Configure();
  const auto region = Control(pair.name);
  embedded::ProcessRecord& record = Block(region)->processes[embedded::kSecondarySlotFirst];
  const auto is_free = [&record] {
    return record.pid == 0 && record.has_closed == 0 && record.start_time == 0;
  };
  const platform::ProcessId self = platform::ThisProcess();
  for (const uint32_t dead : {0u, 0x7FFFFFF0u}) {
    record.pid = dead;
    record.start_time = dead == 0 ? 0 : 5;
    auto secondary = embedded::NewEmbeddedSet();
    REQUIRE(secondary->OpenInSecondaryEx(nullptr, pair.name.c_str()) == NOERROR);
    CHECK(record.pid == self.pid);
    CHECK(record.start_time == self.start_time);
    CHECK(secondary->Close() == NOERROR);
    CHECK(is_free());
  }
}

TEST_CASE("A server that closes at once while its agent wakes waits for nobody") {
  constexpr int kTimes = 300;
  Shape shape;
  shape.dispatch = Dispatch::kOnAgent;
  for (int i = 0; i < kTimes; ++i) {
    Pair pair(shape);
    pair.client = embedded::NewEmbeddedSet();
    pair.Activate();
    Sent flush(VDC_Flush);
    REQUIRE(pair.server_devices[0]->SendCommand(&flush.command) == NOERROR);
    // The device is closed, its command still out: nobody aborts, the agent only hears the bell.
    REQUIRE(pair.server_devices[0]->CloseDevice() == NOERROR);
    pair.server->Close();
    CHECK(flush.ran == 1);
  }
}

TEST_CASE("Death of the primary: the server's commands end with 995, and nothing of it stays") {
  const std::string name = NewSetName();
  Child primary("child: primary takes a command", name);
  REQUIRE(primary.Hear() == 'r');
  Server server(name);
  Sent flush(VDC_Flush);
  REQUIRE(server.device->SendCommand(&flush.command) == NOERROR);
  REQUIRE(primary.Hear() == 'g');
  const std::vector<std::string> segments = SegmentsOf(name);
  CHECK(CountOf(segments) == 5);
  const auto start = Clock::now();
  primary.Kill();
  CHECK(server.device->DispatchCompletions(10'000) == 1);
  CHECK(Clock::now() - start < kNoticeMax);
  CHECK(flush.command.completionCode == ERROR_OPERATION_ABORTED);
  CHECK(server.set->IsAborted());
  CHECK(server.set->Close() == NOERROR);
  CHECK(CountOf(segments) == 0);
}

TEST_CASE("Death of the primary before a server came: the name is free at once") {
  const std::string name = NewSetName();
  {
    Child primary("child: primary holds", name);
    REQUIRE(primary.Hear() == 'r');
    auto second = embedded::NewEmbeddedSet();
    VDConfig wish = {};
    wish.deviceCount = 1;
    CHECK(second->CreateEx(nullptr, name.c_str(), &wish) == HresultFromWin32(ERROR_ALREADY_EXISTS));
  }
  auto server = embedded::ServerSet::New();
  CHECK(server->Open(nullptr, name.c_str()) == VD_E_INVALID);
  Primary next(name);
  CHECK(server->Open(nullptr, name.c_str()) == NOERROR);
}

TEST_CASE(
    "Death of server and primary: a secondary notices by itself, and the last one out cleans up") {
  const std::string name = NewSetName();
  Child primary("child: primary holds", name);
  REQUIRE(primary.Hear() == 'r');
  Child server("child: server holds", name);
  REQUIRE(server.Hear() == 'r');
  REQUIRE(primary.Hear() == 'c');
  auto secondary = embedded::NewEmbeddedSet();
  REQUIRE(secondary->OpenInSecondaryEx(nullptr, name.c_str()) == NOERROR);
  VirtualDevice* device = nullptr;
  REQUIRE(secondary->OpenDevice(name.c_str(), &device) == NOERROR);
  const std::vector<std::string> segments = SegmentsOf(name);
  std::atomic<Hresult> result{NOERROR};
  std::thread waiter([&] {
    VDC_Command* command = nullptr;
    result = device->GetCommand(INFINITE, &command);
  });
  const auto start = Clock::now();
  kill(primary.pid(), SIGKILL);
  server.Kill();
  waiter.join();
  CHECK(Clock::now() - start < kNoticeMax);
  CHECK(result == VD_E_ABORT);
  primary.Kill();
  CHECK(CountOf(segments) == 5);
  CHECK(secondary->Close() == NOERROR);
  CHECK(CountOf(segments) == 0);
}

TEST_CASE("Death of all: the sweep removes what they left, and nothing of a living set") {
  Pair living;
  living.Activate();
  const std::vector<std::string> kept = SegmentsOf(living.name);
  const std::string name = NewSetName();
  std::vector<std::string> segments;
  {
    Child primary("child: primary holds", name);
    REQUIRE(primary.Hear() == 'r');
    Child server("child: server holds", name);
    REQUIRE(server.Hear() == 'r');
    REQUIRE(primary.Hear() == 'c');
    Child secondary("child: secondary maps handles", name);
    REQUIRE(secondary.Hear() == 'r');
    segments = SegmentsOf(name);
    platform::SweepSegments();
    CHECK(CountOf(segments) == 5);
    for (Child* child : {&primary, &server, &secondary}) {
      kill(child->pid(), SIGKILL);
    }
  }
  CHECK(CountOf(segments) == 5);
  CHECK(platform::SweepSegments() >= 5);
  CHECK(CountOf(segments) == 0);
  CHECK(CountOf(kept) == kept.size());
  Sent flush(VDC_Flush);
  CHECK(living.server_devices[0]->SendCommand(&flush.command) == NOERROR);
  VDC_Command* command = nullptr;
  CHECK(living.client_devices[0]->GetCommand(1000, &command) == NOERROR);
  living.server->Close();
}

}  // namespace handoff::test
