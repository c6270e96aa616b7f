// SPDX-License-Identifier: MIT
/// The trace segment: order within a lane, drops, lanes that change hands, death of a writer.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <thread>
#include <vector>

#include "native/test/taken.h"
#include "native/trace/trace.h"

namespace handoff::test {

using trace::Event;
using trace::EventKind;
using trace::Segment;
using trace::Writer;

namespace {

std::string NewTraceName() {
  static int count = 0;
  return "handoff-test-trace-" + std::to_string(getpid()) + "-" + std::to_string(++count);
}

Event Numbered(uint32_t number) {
  Event event = {};
  event.kind = EventKind::kMoved;
  event.sequence = number;
  event.position = -1;
  return event;
}

}  // namespace

TEST_CASE("Events come out of a lane in order, stamped with time, actor and lane") {
  const std::string name = NewTraceName();
  auto segment = Segment::Create(name, 4, 64);
  REQUIRE(segment != nullptr);
  auto other = Segment::Open(name);
  REQUIRE(other != nullptr);
  Writer first = segment->NewWriter(trace::kActorPrimary);
  Writer second = other->NewWriter(trace::kActorSecondaryFirst);
  for (uint32_t i = 1; i <= 40; ++i) {
    first.Write(Numbered(i));
    second.Write(Numbered(100 + i));
  }
  const std::vector<Event> events = Taken(segment.get());
  REQUIRE(events.size() == 80);
  uint32_t last[2] = {0, 100};
  uint64_t last_ns[2] = {0, 0};
  for (const Event& event : events) {
    const size_t which = event.actor == trace::kActorPrimary ? 0 : 1;
    CHECK(event.sequence == ++last[which]);
    CHECK(event.time_ns >= last_ns[which]);
    last_ns[which] = event.time_ns;
    CHECK(event.thread == which);
  }
  CHECK(segment->Dropped() == 0);
}

TEST_CASE("A full lane drops, counts and goes on") {
  auto segment = Segment::Create(NewTraceName(), 1, 8);
  REQUIRE(segment != nullptr);
  Writer writer = segment->NewWriter(0);
  for (uint32_t i = 1; i <= 20; ++i) {
    writer.Write(Numbered(i));
  }
  CHECK(segment->Dropped() == 12);
  CHECK(segment->Waiting() == 8);
  std::vector<Event> events = Taken(segment.get());
  REQUIRE(events.size() == 8);
  CHECK(events.back().sequence == 8);
  writer.Write(Numbered(21));
  events = Taken(segment.get());
  REQUIRE(events.size() == 1);
  CHECK(events[0].sequence == 21);
  CHECK(segment->Dropped() == 12);
}

TEST_CASE("A lane is free again when its writer ends; without a free lane something is counted") {
  auto segment = Segment::Create(NewTraceName(), 2, 8);
  REQUIRE(segment != nullptr);
  Writer first = segment->NewWriter(1);
  {
    Writer second = segment->NewWriter(2);
    CHECK(second.IsOn());
    Writer third = segment->NewWriter(3);
    CHECK_FALSE(third.IsOn());
    CHECK(segment->Dropped() == 1);
    second.Write(Numbered(1));
  }
  Writer fourth = segment->NewWriter(4);
  REQUIRE(fourth.IsOn());
  fourth.Write(Numbered(2));
  const std::vector<Event> events = Taken(segment.get());
  REQUIRE(events.size() == 2);
  CHECK(events[0].actor == 2);
  CHECK(events[1].actor == 4);
}

TEST_CASE("Events of a killed process are still read, and its lane is taken over") {
  const std::string name = NewTraceName();
  auto segment = Segment::Create(name, 1, 64);
  REQUIRE(segment != nullptr);
  const pid_t pid = fork();
  if (pid == 0) {
    auto own = Segment::Open(name);
    Writer writer = own->NewWriter(5);
    for (uint32_t i = 1; i <= 10; ++i) {
      writer.Write(Numbered(i));
    }
    kill(getpid(), SIGKILL);
  }
  // Nobody has waited for it yet: its replacement comes sooner.
  siginfo_t ended = {};
  REQUIRE(waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT) == 0);
  Writer heir = segment->NewWriter(6);
  CHECK(heir.IsOn());
  REQUIRE(waitpid(pid, nullptr, 0) == pid);
  heir.Write(Numbered(11));
  const std::vector<Event> events = Taken(segment.get());
  REQUIRE(events.size() == 11);
  CHECK(events[9].actor == 5);
  CHECK(events[10].actor == 6);
}

TEST_CASE("A reader beside a writer loses nothing that was not counted as dropped") {
  auto segment = Segment::Create(NewTraceName(), 1, 256);
  REQUIRE(segment != nullptr);
  constexpr uint32_t kEvents = 100000;
  std::thread thread([&segment] {
    Writer writer = segment->NewWriter(0);
    for (uint32_t i = 1; i <= kEvents; ++i) {
      writer.Write(Numbered(i));
    }
  });
  uint64_t seen = 0;
  uint32_t last = 0;
  bool is_ordered = true;
  while (seen + segment->Dropped() < kEvents) {
    for (const Event& event : Taken(segment.get())) {
      is_ordered = is_ordered && event.sequence > last;
      last = event.sequence;
      ++seen;
    }
  }
  thread.join();
  CHECK(is_ordered);
  CHECK(seen + segment->Dropped() == kEvents);
}

TEST_CASE("Illegal shapes and names in use are refused") {
  CHECK(Segment::Create(NewTraceName(), 0, 8) == nullptr);
  CHECK(errno == EINVAL);
  CHECK(Segment::Create(NewTraceName(), 1, 9) == nullptr);
  const std::string name = NewTraceName();
  auto segment = Segment::Create(name, 1, 8);
  REQUIRE(segment != nullptr);
  CHECK(Segment::Create(name, 1, 8) == nullptr);
  segment = nullptr;
  CHECK(Segment::Open(name) == nullptr);
  CHECK(errno == ENOENT);
}

}  // namespace handoff::test
