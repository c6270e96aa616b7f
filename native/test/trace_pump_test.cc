// SPDX-License-Identifier: MIT
/// What drains a trace: the slowest commands, the sample, what followed from faults, the file.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "native/platform/file.h"
#include "native/trace/failing.h"
#include "native/trace/pump.h"
#include "native/vdi/vdi.h"
#include "native/vdi/vdi_error.h"

namespace handoff::test {

using trace::Event;
using trace::EventKind;
using trace::Failing;
using trace::FileWriter;
using trace::Pump;
using trace::Recent;
using trace::Sample;
using trace::Scan;
using trace::Segment;
using trace::SlowCommand;
using trace::Writer;

namespace {

constexpr uint64_t kTurnNs = 20'000'000;
constexpr uint32_t kSeed = 20261125;

Event EventOf(EventKind kind, uint32_t sequence, uint64_t time_ns, uint32_t code = 0) {
  Event event = {};
  event.kind = kind;
  event.sequence = sequence;
  event.time_ns = time_ns;
  event.code = code;
  return event;
}

/// One whole command; `steps`: lease, map, move, done.
std::vector<Event> Command(uint32_t sequence, uint64_t start_ns, const uint64_t (&steps)[4]) {
  std::vector<Event> events = {EventOf(EventKind::kReceived, sequence, start_ns, vdi::VDC_Write)};
  const EventKind kinds[] = {EventKind::kLeased, EventKind::kMapped, EventKind::kMoved,
                             EventKind::kCompleted};
  for (size_t i = 0; i < 4; ++i) {
    start_ns += steps[i];
    events.push_back(EventOf(kinds[i], sequence, start_ns));
  }
  return events;
}

void Take(Scan* scan, const std::vector<Event>& events) {
  for (const Event& event : events) {
    scan->Take(event);
  }
}

std::vector<Event> Commands(uint32_t first, uint32_t count) {
  std::vector<Event> events;
  for (uint32_t i = 0; i < count; ++i) {
    const std::vector<Event> more = Command(first + i, 1000 * (first + i), {1, 1, 1, 1});
    events.insert(events.end(), more.begin(), more.end());
  }
  return events;
}

void Turn(Sample* sample, const std::vector<Event>& events) {
  sample->Begin(events.size(), kTurnNs);
  sample->Add(events.data(), events.size());
  sample->End();
}

std::string NewName() {
  static int count = 0;
  return "handoff-test-pump-" + std::to_string(getpid()) + "-" + std::to_string(++count);
}

/// A file that is gone again with the test.
class TraceFile {
 public:
  explicit TraceFile(uint64_t bytes_max = UINT64_MAX) : path_("/tmp/" + NewName()) {
    // Made by whoever names it.
    platform::File::OpenToReplace(path_);
    writer = std::make_shared<FileWriter>(platform::File::OpenToAppend(path_), 0, bytes_max);
  }
  ~TraceFile() {
    unlink(path_.c_str());
  }
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;

  /// All events of its blocks; texts are counted. Every block must be whole and in its place.
  std::vector<Event> Read(size_t* texts) const {
    std::ifstream file(path_, std::ios::binary);
    const std::vector<char> all((std::istreambuf_iterator<char>(file)), {});
    std::vector<Event> events;
    uint32_t index = 0;
    for (size_t at = 0; at < all.size(); ++index) {
      trace::BlockHead head = {};
      REQUIRE(at + sizeof head <= all.size());
      std::memcpy(&head, &all[at], sizeof head);
      REQUIRE(head.index == index);
      const size_t size = sizeof head + head.stored;
      REQUIRE(at + size <= all.size());
      std::vector<uint8_t> bytes;
      REQUIRE(trace::Unpack(reinterpret_cast<const uint8_t*>(&all[at]), size, &bytes));
      *texts += head.count == 0 ? 1 : 0;
      const size_t before = events.size();
      events.resize(before + head.count);
      std::copy_n(bytes.data(), head.count * sizeof(Event),
                  reinterpret_cast<uint8_t*>(events.data() + before));
      at += size;
    }
    return events;
  }

  std::shared_ptr<FileWriter> writer;

 private:
  std::string path_;
};

}  // namespace

TEST_CASE("Pump: ended, it lets go of the segment and can still be asked") {
  std::shared_ptr<Segment> segment = Segment::Create(NewName(), 2, 64);
  REQUIRE(segment != nullptr);
  const std::weak_ptr<Segment> watched = segment;
  Pump pump(segment, 1);
  {
    Writer writer = segment->NewWriter(trace::kActorPrimary);
    for (const Event& event : Commands(1, 3)) {
      writer.WriteAt(event, event.time_ns);
    }
  }
  segment = nullptr;
  CHECK_FALSE(watched.expired());
  pump.Stop();
  CHECK(watched.expired());
  CHECK(pump.scan().Slowest().size() == 3);
}

TEST_CASE("The slowest commands are found, also when their events come out of order") {
  Scan scan(1);
  const std::vector<Event> slow = Command(7, 1000, {10, 20, 9'000'000, 30});
  Take(&scan, Command(1, 500, {1, 2, 3, 4}));
  Take(&scan, {slow[0], slow[1], slow[4]});
  scan.EndTurn();
  Take(&scan, {slow[2], slow[3]});
  scan.EndTurn();
  const std::vector<SlowCommand> slowest = scan.Slowest();
  REQUIRE(slowest.size() == 2);
  CHECK(slowest[0].sequence == 7);
  CHECK(slowest[0].command == vdi::VDC_Write);
  CHECK(slowest[0].moved_ns - slowest[0].mapped_ns == 9'000'000);
  CHECK(slowest[1].completed_ns - slowest[1].received_ns == 10);
  CHECK(scan.NewestCommand(0) == vdi::VDC_Write);
}

TEST_CASE("Twelve of many commands are kept, in whatever order slow ones come") {
  Scan scan(1);
  std::mt19937 random(kSeed);
  std::vector<uint64_t> totals;
  for (uint32_t i = 1; i <= 20'000; ++i) {
    const uint64_t move_ns = random() % 1'000'000;
    totals.push_back(move_ns + 3);
    Take(&scan, Command(i, i * 1000, {1, 1, move_ns, 1}));
    if (i % 500 == 0) {
      scan.EndTurn();
    }
  }
  scan.Finish();
  std::sort(totals.rbegin(), totals.rend());
  const std::vector<SlowCommand> slowest = scan.Slowest();
  REQUIRE(slowest.size() == Scan::kSlowestMax);
  for (size_t i = 0; i < slowest.size(); ++i) {
    CHECK(slowest[i].completed_ns - slowest[i].received_ns == totals[i]);
  }
}

TEST_CASE("What comes late, or is no command's, takes no command's place") {
  // 64 devices have 512 places each: 513 takes that of 1, and 1024 that of 512.
  for (const uint32_t devices : {1u, 64u}) {
    const uint32_t places = devices == 1 ? 4096 : 512;
    Scan scan(devices);
    const std::vector<Event> slow = Command(2 * places, 1000, {10, 20, 9'000'000, 30});
    Take(&scan, {slow[0], slow[1]});
    Take(&scan, Command(places, 500, {1, 2, 3, 4}));
    Take(&scan, {EventOf(EventKind::kAbort, 0, 5), EventOf(EventKind::kHeld, 0, 6)});
    Take(&scan, {slow[2], slow[3], slow[4]});
    scan.Finish();
    REQUIRE(scan.Slowest().size() == 1);
    CHECK(scan.Slowest()[0].sequence == 2 * places);
    CHECK(scan.Slowest()[0].leased_ns == 1010);
  }
}

TEST_CASE("Times without a secondary are remembered, foreign devices ignored") {
  Scan scan(1);
  Event foreign = EventOf(EventKind::kReceived, 1, 5, vdi::VDC_Write);
  foreign.device = 3;
  Take(&scan, {EventOf(EventKind::kSecondaryReplaced, 0, 1), foreign,
               EventOf(EventKind::kSecondaryLost, 0, 2000),
               EventOf(EventKind::kSecondaryReplaced, 0, 9000)});
  REQUIRE(scan.Gaps().size() == 1);
  CHECK(scan.Gaps()[0].lost_ns == 2000);
  CHECK(scan.Gaps()[0].replaced_ns == 9000);
  CHECK(scan.NewestCommand(0) == 0);
}

TEST_CASE("A sample has whole commands and all other events") {
  Sample sample;
  std::vector<Event> events = Commands(1, 6000);
  events.push_back(EventOf(EventKind::kAbort, 0, 1));
  Turn(&sample, events);
  uint32_t every = 0;
  std::map<uint32_t, int> seen;
  for (const Event& event : sample.Fetch(&every)) {
    ++seen[event.sequence];
  }
  CHECK(every == 8);
  CHECK(seen.size() == 6000 / 8 + 1);
  CHECK(seen[8] == 5);
  CHECK(seen[0] == 1);
  CHECK(sample.Fetch(&every).empty());
}

TEST_CASE("n goes up at once and comes down after a calm half second") {
  Sample sample;
  const Event event = EventOf(EventKind::kMoved, 8, 1);
  const auto every_after = [&](uint64_t events) {
    sample.Begin(events, kTurnNs);
    sample.Add(&event, 1);
    sample.End();
    uint32_t every = 0;
    CHECK(sample.Fetch(&every).size() == 1);
    return every;
  };
  CHECK(every_after(4000) == 1);
  CHECK(every_after(30'000) == 8);
  for (int i = 0; i < 24; ++i) {
    CHECK(every_after(100) == 8);
  }
  CHECK(every_after(100) == 4);
}

TEST_CASE("No more is sampled than was asked for, but never less than what belongs to no command") {
  Sample sample;
  sample.Limit(10'000);  // 200 in a turn
  std::vector<Event> events = Commands(1, 800);
  events.push_back(EventOf(EventKind::kAbort, 0, 1));
  Turn(&sample, events);
  uint32_t every = 0;
  CHECK(sample.Fetch(&every).size() == 5 * (800 / 32) + 1);
  CHECK(every == 32);
}

TEST_CASE("What was saved in calm turns may come at once") {
  Sample sample;
  sample.Limit(10'000);
  for (int i = 0; i < 60; ++i) {
    Turn(&sample, {});
  }
  uint32_t every = 0;
  Turn(&sample, Commands(1, 1600));
  CHECK(sample.Fetch(&every).size() == 5 * 1600);
  CHECK(every == 1);
  Turn(&sample, Commands(1601, 1600));
  CHECK(sample.Fetch(&every).size() == 5 * (1600 / 4));
  CHECK(every == 4);
}

TEST_CASE("What nobody fetches is thinned, and stays one sample") {
  Sample sample;
  for (uint32_t turn = 0; turn < 100; ++turn) {
    Turn(&sample, Commands(1 + turn * 800, 800));
  }
  uint32_t every = 0;
  const std::vector<Event> sampled = sample.Fetch(&every);
  CHECK(every > 1);
  CHECK(sampled.size() <= Sample::kWaitingMax);
  CHECK(sampled.size() == 5 * (80'000 / every));
  CHECK(std::all_of(sampled.begin(), sampled.end(),
                    [every](const Event& event) { return event.sequence % every == 0; }));
}

TEST_CASE("Events that tell what followed from a fault are kept by number, the newest ones") {
  Recent recent;
  const Event events[] = {EventOf(EventKind::kReceived, 1, 1), EventOf(EventKind::kMoved, 1, 2),
                          EventOf(EventKind::kMoved, 2, 3, vdi::ERROR_IO_DEVICE),
                          EventOf(EventKind::kIssued, 3, 4, vdi::VDC_ClearError),
                          EventOf(EventKind::kCompleted, 2, 5)};
  recent.Add(events, 5);
  uint64_t next = 0;
  CHECK(recent.Since(0, UINT64_MAX, &next).empty());
  recent.EndTurn();
  const std::vector<Event> kept = recent.Since(0, UINT64_MAX, &next);
  REQUIRE(kept.size() == 3);
  CHECK(kept[0].code == vdi::ERROR_IO_DEVICE);
  CHECK(next == 3);
  CHECK(recent.Since(next, UINT64_MAX, &next).empty());
  constexpr uint32_t kMany = 3 * Recent::kEventsMax;
  for (uint32_t i = 1; i <= kMany; ++i) {
    const Event completed = EventOf(EventKind::kCompleted, i, i);
    recent.Add(&completed, 1);
  }
  recent.EndTurn();
  const std::vector<Event> newest = recent.Since(0, UINT64_MAX, &next);
  REQUIRE(newest.size() == Recent::kEventsMax);
  CHECK(newest.back().sequence == kMany);
  CHECK(recent.Since(0, next - 2, &next).back().sequence == kMany - 2);
}

TEST_CASE("All events of all lanes come into the file, each lane's in order, and texts") {
  constexpr uint32_t kEvents = 100'000;
  constexpr uint32_t kLanes = 3;
  const auto segment = Segment::Create(NewName(), kLanes, 1u << 17);
  REQUIRE(segment != nullptr);
  TraceFile file;
  Pump pump(segment, 1);
  pump.Record(file.writer);
  pump.Watch(Sample::kPerSecondMax);
  std::vector<std::thread> threads;
  for (uint32_t lane = 0; lane < kLanes; ++lane) {
    threads.emplace_back([&segment, lane] {
      Writer writer = segment->NewWriter(static_cast<uint16_t>(lane));
      for (uint32_t i = 1; i <= kEvents; ++i) {
        writer.Write(EventOf(EventKind::kMoved, i, 0));
      }
    });
  }
  file.writer->Text({'a', 'b'});
  for (std::thread& thread : threads) {
    thread.join();
  }
  pump.Stop();
  file.writer->Text({'c'});
  file.writer->Flush();
  CHECK(segment->Dropped() == 0);
  CHECK(file.writer->dropped() == 0);
  size_t texts = 0;
  const std::vector<Event> events = file.Read(&texts);
  CHECK(texts == 2);
  REQUIRE(events.size() == size_t{kLanes} * kEvents);
  std::map<uint16_t, uint32_t> last;
  CHECK(std::all_of(events.begin(), events.end(),
                    [&last](const Event& event) { return event.sequence == ++last[event.actor]; }));
  uint32_t every = 0;
  CHECK_FALSE(pump.sample().Fetch(&every).empty());
}

TEST_CASE("A few events come into the file too, while the run goes on") {
  const auto segment = Segment::Create(NewName(), 1, 64);
  REQUIRE(segment != nullptr);
  TraceFile file;
  Pump pump(segment, 1);
  pump.Record(file.writer);
  Writer writer = segment->NewWriter(1);
  writer.Write(EventOf(EventKind::kMoved, 1, 0));
  while (file.writer->bytes() == 0) {
    std::this_thread::yield();
  }
  size_t texts = 0;
  CHECK(file.Read(&texts).size() == 1);
}

TEST_CASE("A full file takes texts but no events; those are counted") {
  TraceFile file(1);
  file.writer->Text({'a'});
  file.writer->Flush();
  CHECK(file.writer->IsFull());
  const Event event = EventOf(EventKind::kMoved, 1, 0);
  file.writer->Events(&event, 1);
  file.writer->Seal(true);
  file.writer->Text({'b'});
  file.writer->Flush();
  CHECK(file.writer->dropped() == 1);
  size_t texts = 0;
  CHECK(file.Read(&texts).empty());
  CHECK(texts == 2);
}

TEST_CASE("What was around the first failure stays, however long the run goes on") {
  Failing failing;
  const auto calm = [&failing](uint32_t from, uint32_t count) {
    std::vector<Event> events;
    for (uint32_t i = 0; i < count; ++i) {
      events.push_back(EventOf(EventKind::kReceived, from + i, from + i));
    }
    failing.Take(events.data(), events.size());
  };
  constexpr uint32_t kMany = 3 * Failing::kNearEvents;
  calm(1, kMany);
  CHECK(failing.Near().size() == Failing::kNearEvents);
  CHECK(failing.Near().back().sequence == kMany);
  const Event lost = EventOf(EventKind::kSecondaryLost, 0, kMany);
  failing.Take(&lost, 1);
  calm(kMany + 1, kMany);
  CHECK(failing.Near().front().sequence == kMany + 1 + kMany - Failing::kNearEvents);
  const Event full = EventOf(EventKind::kCompleted, 7, 2 * kMany, 112);
  failing.Take(&full, 1);
  calm(2 * kMany + 1, kMany);
  const std::vector<Event> near = failing.Near();
  REQUIRE(near.size() == 2 * Failing::kNearEvents);
  CHECK(near[Failing::kNearEvents - 1].code == 112);
  CHECK(near[Failing::kNearEvents].sequence == 2 * kMany + 1);
  REQUIRE(failing.Failed().size() == 2);
  CHECK(failing.Failed()[0].kind == EventKind::kSecondaryLost);
  for (size_t i = 0; i < 2 * Failing::kFailingMax; ++i) {
    failing.Take(&full, 1);
  }
  CHECK(failing.Failed().size() == Failing::kFailingMax);
}

TEST_CASE("After a failed write everything is counted and nothing waits") {
  FileWriter writer(platform::File::OpenToAppend("/dev/full"), 0, UINT64_MAX);
  const std::vector<Event> events(100, EventOf(EventKind::kMoved, 1, 0));
  writer.Events(events.data(), events.size());
  writer.Seal(true);
  writer.Flush();
  CHECK(writer.problem() == ENOSPC);
  CHECK(writer.dropped() == 100);
  writer.Events(events.data(), events.size());
  CHECK(writer.dropped() == 200);
  CHECK(writer.bytes() == 0);
}

namespace {

/// A pipe that nobody reads: the first large write into it never returns.
class SilentDisk {
 public:
  SilentDisk() {
    REQUIRE(pipe2(ends_, O_CLOEXEC) == 0);
  }
  /// A thread that is stuck takes its time; it is let go of with the last reader.
  ~SilentDisk() {
    close(ends_[1]);
    std::vector<char> sink(1 << 16);
    while (read(ends_[0], sink.data(), sink.size()) > 0) {
    }
    close(ends_[0]);
  }
  SilentDisk(const SilentDisk&) = delete;
  SilentDisk& operator=(const SilentDisk&) = delete;
  platform::File Open() const {
    return platform::File::OpenToAppend("/proc/self/fd/" + std::to_string(ends_[1]));
  }

 private:
  int ends_[2] = {};
};

/// Events that do not pack.
std::vector<Event> Noise(std::mt19937_64* random) {
  std::vector<Event> events(FileWriter::kBlockEvents);
  for (Event& event : events) {
    event.address = (*random)();
    event.time_ns = (*random)();
    event.position = static_cast<int64_t>((*random)());
  }
  return events;
}

}  // namespace

TEST_CASE("A disk that takes nothing stops neither the events nor the end") {
  SilentDisk disk;
  std::mt19937_64 random(kSeed);
  uint64_t given = 0;
  FileWriter writer(disk.Open(), 0, UINT64_MAX);
  const std::vector<Event> events = Noise(&random);
  while (writer.dropped() == 0) {
    writer.Events(events.data(), events.size());
    given += events.size();
  }
  CHECK(writer.dropped() < given);
  CHECK(writer.problem() == 0);
}

TEST_CASE("A disk that does not answer in time is said to, once, and what waited is counted") {
  SilentDisk disk;
  std::mt19937_64 random(kSeed);
  FileWriter writer(disk.Open(), 0, UINT64_MAX);
  const std::vector<Event> events = Noise(&random);
  for (int i = 0; i < 3; ++i) {
    writer.Events(events.data(), events.size());
  }
  CHECK_FALSE(writer.Flush(std::chrono::milliseconds(50)));
  CHECK(errno == ETIMEDOUT);
  CHECK(writer.problem() == ETIMEDOUT);
  // All but what is being written, which nobody can know about.
  const uint64_t dropped = writer.dropped();
  CHECK(dropped >= 2 * events.size());
  writer.Events(events.data(), events.size());
  CHECK(writer.dropped() == dropped + events.size());
}

TEST_CASE("Texts wait for a disk up to a limit; beyond it the file has failed") {
  SilentDisk disk;
  std::mt19937_64 random(kSeed);
  FileWriter writer(disk.Open(), 0, UINT64_MAX);
  std::vector<uint8_t> text(trace::kBlockTextMax / 2);
  for (uint8_t& byte : text) {
    byte = static_cast<uint8_t>(random());
  }
  // The first may be on its way already.
  constexpr size_t kFit = FileWriter::kWaitingTextBytesMax / (trace::kBlockTextMax / 2);
  for (size_t i = 0; i < kFit; ++i) {
    writer.Text(text);
  }
  CHECK(writer.problem() == 0);
  for (size_t i = 0; i < 2; ++i) {
    writer.Text(text);
  }
  CHECK(writer.problem() == ETIMEDOUT);
}

}  // namespace handoff::test
