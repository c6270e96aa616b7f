// SPDX-License-Identifier: MIT
#include "native/trace/columns.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstring>

namespace handoff::trace {

namespace {

enum Column : size_t {
  kThread,
  kKind,
  kDevice,
  kActor,
  kTime,
  kSequence,
  kPosition,
  kSize,
  kCode,
  kHandle,
  kAddress,
};
static_assert(kAddress + 1 == kColumnCount);

/// Longest number of 64 bits in LEB128.
constexpr size_t kNumberBytesMax = 10;

constexpr size_t kLanes = 256;
constexpr size_t kKinds = 32;
constexpr size_t kActors = 16;
constexpr size_t kBuffers = 4096;
constexpr size_t kCommands = 8192;
constexpr uint32_t kIndexMask = kBuffers - 1;
constexpr uint32_t kGenerationStep = 1u << 12;
constexpr uint32_t kGenerationMask = 0xfffu << 12;
constexpr uint64_t kLowWord = 0xFFFFFFFFu;

/// The last event of one kind on one thread.
struct LastOfKind {
  int64_t position;
  int64_t position_step;
  uint64_t address;
  uint32_t sequence;
  uint32_t sequence_step;
  uint32_t size;
  uint32_t code;
  uint32_t handle;
};

struct LastOfLane {
  uint64_t time_ns;
  uint16_t actor;
  uint8_t device;
  uint8_t kind;
  uint8_t kind_after[kKinds];
  LastOfKind kinds[kKinds];
};

/// What is remembered of a command; a slot serves many, the newest wins.
struct LastOfCommand {
  uint32_t sequence;
  uint32_t handle;
  uint8_t device;
};

/// What the encoder and the decoder know alike after the same events.
class Memory {
 public:
  explicit Memory(Layout layout) : layout_(layout) {}

  /// Forgets everything; touches only what was used.
  void Clear() {
    thread = 0;
    for (size_t i = 0; i < kLanes; ++i) {
      if (used_lanes_[i]) {
        lanes_[i] = {};
      }
    }
    for (size_t i = 0; i < kActors; ++i) {
      if (used_actors_[i]) {
        addresses_[i].fill(0);
      }
    }
    used_lanes_.reset();
    used_actors_.reset();
    commands_.fill({});
    handles.fill(0);
  }

  bool HasMoveTimes(EventKind kind) const {
    return layout_ == Layout::kMoveTimes && trace::HasMoveTimes(kind);
  }
  LastOfLane& Lane(uint32_t of) {
    used_lanes_[of % kLanes] = true;
    return lanes_[of % kLanes];
  }
  LastOfCommand& Command(const Event& event) {
    return commands_[(event.sequence + event.device * 509u) % kCommands];
  }
  uint64_t& Address(const Event& event, uint32_t handle) {
    used_actors_[event.actor % kActors] = true;
    return addresses_[event.actor % kActors][handle & kIndexMask];
  }

  uint32_t thread = 0;
  std::array<uint32_t, kBuffers> handles = {};

 private:
  const Layout layout_;
  std::bitset<kLanes> used_lanes_;
  std::bitset<kActors> used_actors_;
  std::array<LastOfLane, kLanes> lanes_ = {};
  std::array<LastOfCommand, kCommands> commands_ = {};
  std::array<std::array<uint64_t, kBuffers>, kActors> addresses_ = {};
};

LastOfKind& KindOf(LastOfLane* lane, EventKind kind) {
  return lane->kinds[static_cast<size_t>(kind) % kKinds];
}

/// What is known of an event's command. Needs device, sequence.
struct Known {
  LastOfCommand* command;
  bool is_known;    ///< other events of this command bore a handle
  uint32_t handle;  ///< that handle, 0 of none
};

Known KnownOf(Memory* memory, const Event& event) {
  LastOfCommand& command = memory->Command(event);
  const bool is_known = command.sequence == event.sequence && command.device == event.device;
  return {&command, is_known, is_known ? command.handle : 0};
}

/// Needs kind.
uint32_t PredictHandle(Memory* memory, const LastOfKind& last, const Known& known, EventKind kind) {
  if (last.handle == 0) {
    return 0;
  }
  if (kind != EventKind::kHandleTaken) {
    return known.is_known ? known.handle : last.handle;
  }
  // The buffer is known from the server's event; taking its handle moves the generation on.
  const uint32_t index = known.is_known ? known.handle : last.handle + 1;
  const uint32_t before = memory->handles[index & kIndexMask];
  return (before & ~kGenerationMask) | ((before + kGenerationStep) & kGenerationMask);
}

/// Needs everything else.
uint64_t PredictAddress(Memory* memory, const LastOfKind& last, const Known& known,
                        const Event& event) {
  if (last.address == 0 || (event.handle == 0 && !known.is_known)) {
    return last.address;
  }
  const uint64_t address = memory->Address(event, event.handle == 0 ? known.handle : event.handle);
  return address == 0 ? last.address : address;
}

void Learn(Memory* memory, LastOfLane* lane, LastOfKind* last, const Known& known,
           const Event& event) {
  last->position_step = static_cast<int64_t>(static_cast<uint64_t>(event.position) -
                                             static_cast<uint64_t>(last->position));
  last->sequence_step = event.sequence - last->sequence;
  last->position = event.position;
  last->sequence = event.sequence;
  last->size = event.size;
  last->code = event.code;
  last->handle = event.handle;
  last->address = event.address;
  lane->kind_after[lane->kind % kKinds] = static_cast<uint8_t>(event.kind);
  lane->kind = static_cast<uint8_t>(event.kind);
  lane->time_ns = event.time_ns;
  lane->actor = event.actor;
  lane->device = event.device;
  memory->thread = event.thread;
  const uint32_t handle = event.handle != 0 ? event.handle : known.handle;
  if (event.address != 0 && (event.handle != 0 || known.is_known) &&
      !memory->HasMoveTimes(event.kind)) {
    memory->Address(event, handle) = event.address;
  }
  if (event.handle != 0) {
    *known.command = {event.sequence, event.handle, event.device};
  }
  if (event.kind == EventKind::kHandleTaken) {
    memory->handles[event.handle & kIndexMask] = event.handle;
  }
}

uint64_t ZigZag(uint64_t difference) {
  return (difference << 1) ^ (0 - (difference >> 63));
}
uint64_t UnZigZag(uint64_t number) {
  return (number >> 1) ^ (0 - (number & 1));
}
uint64_t Widened(uint32_t difference) {
  return static_cast<uint64_t>(static_cast<int64_t>(static_cast<int32_t>(difference)));
}

/// One column in the making. At most kNumberBytesMax bytes an event: a zero alone takes two.
class Writer {
 public:
  void Reserve(size_t events_max) {
    bytes_.reset(new uint8_t[events_max * kNumberBytesMax]);
    Clear();
  }
  void Clear() {
    at_ = bytes_.get();
    zeros_ = 0;
  }
  void Put(uint64_t number) {
    if (number == 0) {
      ++zeros_;
      return;
    }
    if (zeros_ != 0) {
      EndZeros();
    }
    PutNumber(number);
  }
  void EndZeros() {
    if (zeros_ != 0) {
      *at_++ = 0;
      PutNumber(zeros_ - 1);
      zeros_ = 0;
    }
  }
  const uint8_t* data() const {
    return bytes_.get();
  }
  size_t used() const {
    return static_cast<size_t>(at_ - bytes_.get());
  }

 private:
  void PutNumber(uint64_t number) {
    while (number >= 0x80) {
      *at_++ = static_cast<uint8_t>(number | 0x80);
      number >>= 7;
    }
    *at_++ = static_cast<uint8_t>(number);
  }

  std::unique_ptr<uint8_t[]> bytes_;  ///< not cleared: most of it is never used
  uint8_t* at_ = nullptr;
  uint64_t zeros_ = 0;
};

class Reader {
 public:
  void Open(const uint8_t* begin, const uint8_t* end, Layout layout) {
    at_ = begin;
    end_ = end;
    are_zeros_counted_ = layout == Layout::kMoveTimes;
  }
  /// 0 with `Failed` once the column has ended or a number is too long.
  uint64_t Take() {
    if (zeros_ != 0) {
      --zeros_;
      return 0;
    }
    const uint64_t number = TakeNumber();
    if (number == 0 && are_zeros_counted_) {
      zeros_ = TakeNumber();
    }
    return number;
  }
  /// How many numbers the column holds, as far as it makes sense.
  uint64_t Count() const {
    Reader all = *this;
    uint64_t count = 0;
    while (!all.AtEnd() && !all.failed_) {
      all.Take();
      count += 1 + all.zeros_;
      all.zeros_ = 0;
    }
    return count;
  }
  bool Failed() const {
    return failed_;
  }
  bool AtEnd() const {
    return at_ == end_ && zeros_ == 0;
  }

 private:
  uint64_t TakeNumber() {
    if (at_ != end_ && *at_ < 0x80) {
      return *at_++;
    }
    return TakeLong();
  }
  uint64_t TakeLong() {
    uint64_t number = 0;
    for (unsigned shift = 0; shift < 64 && at_ != end_; shift += 7) {
      const uint8_t byte = *at_++;
      number |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) {
        return number;
      }
    }
    failed_ = true;
    return 0;
  }

  const uint8_t* at_ = nullptr;
  const uint8_t* end_ = nullptr;
  uint64_t zeros_ = 0;
  bool are_zeros_counted_ = false;
  bool failed_ = false;
};

using Writers = std::array<Writer, kColumnCount>;
using Readers = std::array<Reader, kColumnCount>;

void EncodeEvent(Memory* memory, const Event& event, Writers* columns) {
  Writers& to = *columns;
  LastOfLane& lane = memory->Lane(event.thread);
  LastOfKind& last = KindOf(&lane, event.kind);
  const Known known = KnownOf(memory, event);
  const uint8_t kind = lane.kind_after[lane.kind % kKinds];
  to[kThread].Put(event.thread ^ memory->thread);
  to[kKind].Put(static_cast<uint8_t>(event.kind) ^ kind);
  to[kDevice].Put(event.device ^ lane.device);
  to[kActor].Put(static_cast<uint16_t>(event.actor ^ lane.actor));
  to[kTime].Put(ZigZag(event.time_ns - lane.time_ns));
  to[kSequence].Put(ZigZag(Widened(event.sequence - last.sequence - last.sequence_step)));
  to[kPosition].Put(ZigZag(static_cast<uint64_t>(event.position) -
                           static_cast<uint64_t>(last.position) -
                           static_cast<uint64_t>(last.position_step)));
  to[kSize].Put(event.size ^ last.size);
  to[kCode].Put(event.code ^ last.code);
  to[kHandle].Put(event.handle ^ PredictHandle(memory, last, known, event.kind));
  if (memory->HasMoveTimes(event.kind)) {
    to[kAddress].Put(event.address & kLowWord);
    to[kAddress].Put(event.address >> 32);
  } else {
    to[kAddress].Put(event.address ^ PredictAddress(memory, last, known, event));
  }
  Learn(memory, &lane, &last, known, event);
}

void DecodeEvent(Memory* memory, Readers* columns, Event* event) {
  Readers& from = *columns;
  event->thread = memory->thread ^ static_cast<uint32_t>(from[kThread].Take());
  LastOfLane& lane = memory->Lane(event->thread);
  const uint8_t kind = lane.kind_after[lane.kind % kKinds];
  event->kind = static_cast<EventKind>(static_cast<uint8_t>(from[kKind].Take()) ^ kind);
  event->device = static_cast<uint8_t>(from[kDevice].Take()) ^ lane.device;
  event->actor = static_cast<uint16_t>(static_cast<uint16_t>(from[kActor].Take()) ^ lane.actor);
  event->time_ns = lane.time_ns + UnZigZag(from[kTime].Take());
  LastOfKind& last = KindOf(&lane, event->kind);
  event->sequence =
      last.sequence + last.sequence_step + static_cast<uint32_t>(UnZigZag(from[kSequence].Take()));
  const Known known = KnownOf(memory, *event);
  event->position = static_cast<int64_t>(static_cast<uint64_t>(last.position) +
                                         static_cast<uint64_t>(last.position_step) +
                                         UnZigZag(from[kPosition].Take()));
  event->size = last.size ^ static_cast<uint32_t>(from[kSize].Take());
  event->code = last.code ^ static_cast<uint32_t>(from[kCode].Take());
  event->handle =
      PredictHandle(memory, last, known, event->kind) ^ static_cast<uint32_t>(from[kHandle].Take());
  if (memory->HasMoveTimes(event->kind)) {
    event->address = from[kAddress].Take() & kLowWord;
    event->address |= from[kAddress].Take() << 32;
  } else {
    event->address = PredictAddress(memory, last, known, *event) ^ from[kAddress].Take();
  }
  Learn(memory, &lane, &last, known, *event);
}

}  // namespace

struct ColumnEncoder::State {
  Memory memory{Layout::kMoveTimes};
  Writers columns;
};

ColumnEncoder::ColumnEncoder(size_t events_max)
    : events_max_(events_max), state_(std::make_unique<State>()) {
  for (Writer& column : state_->columns) {
    column.Reserve(events_max);
  }
}

ColumnEncoder::~ColumnEncoder() = default;

size_t ColumnEncoder::Add(const Event* events, size_t count) {
  const size_t taken = std::min(count, events_max_ - count_);
  for (size_t i = 0; i < taken; ++i) {
    EncodeEvent(&state_->memory, events[i], &state_->columns);
  }
  count_ += taken;
  return taken;
}

void ColumnEncoder::Finish(std::vector<uint8_t>* out) {
  size_t bytes = kColumnHeadBytes;
  for (Writer& column : state_->columns) {
    column.EndZeros();
    bytes += column.used();
  }
  out->resize(bytes);
  uint8_t* at = out->data() + kColumnHeadBytes;
  for (size_t i = 0; i < kColumnCount; ++i) {
    Writer& column = state_->columns[i];
    const auto used = static_cast<uint32_t>(column.used());
    std::memcpy(out->data() + i * sizeof used, &used, sizeof used);
    std::memcpy(at, column.data(), used);
    at += used;
    column.Clear();
  }
  state_->memory.Clear();
  count_ = 0;
}

bool DecodeColumns(const uint8_t* data, size_t bytes, Layout layout, Event* out, size_t count) {
  if (bytes < kColumnHeadBytes) {
    return false;
  }
  Readers columns;
  size_t at = kColumnHeadBytes;
  for (size_t i = 0; i < kColumnCount; ++i) {
    uint32_t length = 0;
    std::memcpy(&length, data + i * sizeof length, sizeof length);
    if (length > bytes - at) {
      return false;
    }
    columns[i].Open(data + at, data + at + length, layout);
    at += length;
  }
  const bool is_padded =
      std::all_of(data + at, data + bytes, [](uint8_t byte) { return byte == 0; });
  if (!is_padded || (layout == Layout::kAddresses && at != bytes) ||
      columns[kThread].Count() != count) {
    return false;
  }
  const auto memory = std::make_unique<Memory>(layout);
  for (size_t i = 0; i < count; ++i) {
    DecodeEvent(memory.get(), &columns, &out[i]);
  }
  for (size_t i = 0; i < count && layout == Layout::kAddresses; ++i) {
    out[i].address = HasMoveTimes(out[i].kind) ? 0 : out[i].address;
  }
  return std::all_of(columns.begin(), columns.end(),
                     [](const Reader& column) { return !column.Failed() && column.AtEnd(); });
}

}  // namespace handoff::trace
