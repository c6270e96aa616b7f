// SPDX-License-Identifier: MIT
/// Blocks of trace files: what goes in comes out, and nothing that was altered does.
#include <doctest/doctest.h>

#include <cstring>
#include <random>
#include <vector>

#include "native/trace/block.h"
#include "native/trace/columns.h"

namespace handoff::test {

using trace::BlockHead;
using trace::Event;
using trace::EventKind;

namespace {

constexpr uint32_t kSeed = 20261125;

/// A thread's events of `count` commands of one stage, as the lanes of a run hold them.
void AddLane(std::vector<Event>* events, EventKind kind, uint32_t count, std::mt19937* random) {
  const uint32_t stage = static_cast<uint32_t>(kind);
  uint64_t time = 1'000'000'000u + stage * 1000;
  for (uint32_t i = 1; i <= count; ++i) {
    time += 12'000 + (*random)() % 3000;
    const uint32_t buffer = i % 6;
    Event event = {};
    event.time_ns = time;
    event.kind = kind;
    event.sequence = i;
    event.position = int64_t{i} * 65536;
    event.size = 65536;
    event.actor = static_cast<uint16_t>(stage / 4);
    event.thread = stage / 2;
    event.handle = stage < 3 ? 0 : (0x5au << 24) | ((i / 6 % 4096) << 12) | buffer;
    event.address = stage == 5 ? 0x7f6cb8d06000u + buffer * 65536u : 0;
    if (kind == EventKind::kMoved) {
      event.address = trace::MoveTimes(4000 + (*random)() % 500, 9000 + (*random)() % 500);
    }
    events->push_back(event);
  }
}

std::vector<Event> LikeARun(uint32_t commands) {
  std::mt19937 random(kSeed);
  std::vector<Event> events;
  for (uint32_t stage = 1; stage <= 8; ++stage) {
    AddLane(&events, static_cast<EventKind>(stage), commands, &random);
  }
  return events;
}

std::vector<Event> Random(size_t count, std::mt19937_64* random) {
  std::vector<Event> events(count);
  for (Event& event : events) {
    uint64_t words[6];
    for (uint64_t& word : words) {
      const uint64_t shift = (*random)() % 64;
      word = (*random)() >> shift;
    }
    std::memcpy(&event, words, sizeof event);
  }
  return events;
}

std::vector<uint8_t> Packed(const Event* events, size_t count, uint32_t index) {
  trace::EventPacker packer(count);
  packer.Add(events, count);
  std::vector<uint8_t> block = packer.Finish();
  trace::NumberBlock(&block, index);
  return block;
}

bool AreSame(const std::vector<Event>& events, const std::vector<uint8_t>& bytes) {
  return bytes.size() == events.size() * sizeof(Event) &&
         std::memcmp(bytes.data(), events.data(), bytes.size()) == 0;
}

}  // namespace

TEST_CASE("Any events come back bit for bit") {
  std::mt19937_64 random(kSeed);
  for (const size_t count : {1u, 2u, 7u, 100u, 5000u}) {
    const std::vector<Event> events = Random(count, &random);
    const std::vector<uint8_t> block = Packed(events.data(), count, 3);
    std::vector<uint8_t> bytes;
    REQUIRE(trace::Unpack(block.data(), block.size(), &bytes));
    CHECK(AreSame(events, bytes));
  }
}

TEST_CASE("A run's events take less than a tenth of their room") {
  const std::vector<Event> events = LikeARun(8000);
  const std::vector<uint8_t> block = Packed(events.data(), events.size(), 0);
  std::vector<uint8_t> bytes;
  REQUIRE(trace::Unpack(block.data(), block.size(), &bytes));
  CHECK(AreSame(events, bytes));
  CHECK(block.size() * 10 < bytes.size());
}

TEST_CASE("Times of a move come back as they were, those beyond 4.29 s at their limit") {
  const uint64_t times[] = {trace::MoveTimes(0, 0), trace::MoveTimes(1'234, 5'678'901),
                            trace::MoveTimes(uint64_t{1} << 40, 7)};
  CHECK(times[1] == (uint64_t{5'678'901} << 32 | 1'234));
  CHECK(times[2] == (uint64_t{7} << 32 | 0xFFFFFFFFu));
  std::vector<Event> events;
  for (uint32_t i = 0; i < 30; ++i) {
    for (const EventKind kind : {EventKind::kMapped, EventKind::kMoved, EventKind::kFlushed}) {
      Event event = {};
      event.kind = kind;
      event.sequence = i + 1;
      event.handle = 0x5a000000u + i % 6;
      event.address = kind == EventKind::kMapped ? 0x7f6cb8d06000u + i % 6 * 65536u : times[i % 3];
      events.push_back(event);
    }
  }
  const std::vector<uint8_t> block = Packed(events.data(), events.size(), 0);
  std::vector<uint8_t> bytes;
  REQUIRE(trace::Unpack(block.data(), block.size(), &bytes));
  CHECK(AreSame(events, bytes));
}

TEST_CASE(
    "What packs better than a reader may unpack is stored as it is, or with zeros behind it") {
  const std::vector<Event> events(60'000, Event{});
  const std::vector<uint8_t> block = Packed(events.data(), events.size(), 0);
  CHECK(block.size() * trace::kExpansionMax >= events.size() * sizeof(Event));
  std::vector<uint8_t> bytes;
  REQUIRE(trace::Unpack(block.data(), block.size(), &bytes));
  CHECK(AreSame(events, bytes));
  const std::vector<uint8_t> text(1'000'000, 'x');
  std::vector<uint8_t> packed = trace::PackText(text.data(), text.size());
  trace::NumberBlock(&packed, 1);
  CHECK(packed.size() * trace::kExpansionMax >= text.size());
  REQUIRE(trace::Unpack(packed.data(), packed.size(), &bytes));
  CHECK(bytes == text);
}

TEST_CASE("A packer makes block after block, each as if it were the first") {
  const std::vector<Event> events = LikeARun(100);
  trace::EventPacker packer(300);
  std::vector<Event> out;
  for (size_t at = 0; at < events.size();) {
    const size_t taken = packer.Add(&events[at], events.size() - at);
    CHECK(packer.count() == taken);
    at += taken;
    std::vector<uint8_t> block = packer.Finish();
    trace::NumberBlock(&block, 7);
    CHECK(packer.count() == 0);
    CHECK(block == Packed(&events[at - taken], taken, 7));
    std::vector<uint8_t> bytes;
    REQUIRE(trace::Unpack(block.data(), block.size(), &bytes));
    CHECK(AreSame({events.begin() + static_cast<ptrdiff_t>(at - taken),
                   events.begin() + static_cast<ptrdiff_t>(at)},
                  bytes));
  }
}

TEST_CASE("Too much or nothing is no block") {
  const std::vector<Event> events(10, Event{});
  trace::EventPacker packer(4);
  CHECK(packer.Add(events.data(), events.size()) == 4);
  CHECK(packer.Add(events.data(), events.size()) == 0);
  const std::vector<uint8_t> text(trace::kBlockTextMax + 1, 'x');
  CHECK(trace::PackText(text.data(), 0).empty());
  CHECK(trace::PackText(text.data(), text.size()).empty());
}

TEST_CASE("No altered or cut block is taken for a whole one") {
  const std::vector<Event> events = LikeARun(20);
  const std::vector<uint8_t> block = Packed(events.data(), events.size(), 7);
  std::mt19937 random(kSeed);
  std::vector<uint8_t> bytes;
  for (int i = 0; i < 20'000; ++i) {
    std::vector<uint8_t> altered = block;
    altered[random() % altered.size()] ^= static_cast<uint8_t>(1u << random() % 8);
    CHECK_FALSE(trace::Unpack(altered.data(), altered.size(), &bytes));
  }
  for (size_t length = 0; length < block.size(); ++length) {
    CHECK_FALSE(trace::Unpack(block.data(), length, &bytes));
  }
}

TEST_CASE("Columns that were made to harm are refused, whatever they hold") {
  const std::vector<Event> events = LikeARun(20);
  std::vector<uint8_t> columns;
  trace::ColumnEncoder encoder(events.size());
  CHECK(encoder.Add(events.data(), events.size()) == events.size());
  encoder.Finish(&columns);
  std::mt19937 random(kSeed);
  std::vector<Event> out(events.size());
  size_t taken = 0;
  for (int i = 0; i < 50'000; ++i) {
    std::vector<uint8_t> altered = columns;
    for (uint32_t changes = 1 + random() % 4; changes > 0; --changes) {
      altered[random() % altered.size()] = static_cast<uint8_t>(random());
    }
    altered.resize(altered.size() - (i % 3 == 0 ? random() % altered.size() : 0));
    const trace::Layout layout = i % 2 == 0 ? trace::Layout::kMoveTimes : trace::Layout::kAddresses;
    taken += trace::DecodeColumns(altered.data(), altered.size(), layout, out.data(), out.size())
                 ? 1
                 : 0;
  }
  CHECK(taken < 50'000);
  for (const size_t count : {out.size() - 1, SIZE_MAX / 48}) {
    CHECK_FALSE(trace::DecodeColumns(columns.data(), columns.size(), trace::Layout::kMoveTimes,
                                     out.data(), count));
  }
}

TEST_CASE("Lengths are judged before anything is allocated") {
  BlockHead head = {trace::kBlockMagic, 3, 1, 0, 0, 1000, 4000, 100, 0};
  CHECK(trace::IsPlausible(head));
  head.plain = 64 * 1000 + 1;
  CHECK_FALSE(trace::IsPlausible(head));
  head.plain = 4000;
  head.plain = trace::kColumnHeadBytes - 1;
  CHECK_FALSE(trace::IsPlausible(head));
  head.plain = 4000;
  head.stored = 60;
  CHECK_FALSE(trace::IsPlausible(head));
  head.stored = trace::kBlockStoredMax + 1;
  CHECK_FALSE(trace::IsPlausible(head));
}

}  // namespace handoff::test
