// SPDX-License-Identifier: MIT
/// The shared memory layout of an embedded virtual device set. Two programs that never meet read
/// this block, so everything they may assume stands here.
///
/// SEGMENTS
///   handoff-set-<instance>+<name>        this control block; made by the primary at CreateEx, its
///   name is
///                                        removed at the primary's Close
///   handoff-buf-<set id, 16 hex>-<k>     buffer segment k; made by the server at EndConfiguration
///   and at
///                                        later RequestBuffers, removed at the server's Close
///   Whoever is the last to leave a set whose owners died removes what they left; what nobody can
///   remove any more, platform::SweepSegments does. No lock lives in shared memory: nobody can die
///   holding one.
///
/// MAP (each part starts on a cache line; offsets are asserted at the end of this file)
///   0        Identity     magic, version, bytes, set id, tag, instance, name
///   1024     SetWords     state, abort cause, configuration, counts of segments and processes
///   1216     bells        one for a waiting primary (configuration), one for the server's agent
///   1344     ProcessRecord[64]   0 primary, 1 server, 2.. secondaries
///   5440     SegmentRecord[64]   geometry of the buffer segments
///   7488     BufferEntry[4096]   who owns which buffer, in which generation
///   269632   DeviceRecord[64]    flags, name, bells, command ring, completion ring
///
/// THE SET'S STATE (SetWords::state; SetState numbers)
///   kConfigurable --server: EndConfiguration--> kInitializing --all devices open on both sides and
///   the agent runs--> kActive --client: last VD_E_CLOSE--> kNormallyTerminated;   any
///   --SignalAbort, death of primary or server, serverTimeOut, Close before the end--> kAborted,
///   which nothing leaves. The views of client and server (reference 1.4, 1.5) are computed from
///   this word and from what each process itself did; see ClientView in client_set.cc and
///   ServerView in server_set.cc.
///
/// A BUFFER (BufferEntry::word)
///   kFree --AllocateBuffer--> kServer --GetCommand: generation + 1--> kClient --CompleteCommand-->
///   kServer --FreeBuffer--> kFree. Which process holds it, only that process knows
///   (ClientSet::held_). Handles name {tag, generation, index} and are good only while the entry is
///   kClient in that generation. Buffer i lies in the segment with first_buffer <= i < first_buffer
///   + buffers, its data zone begins at data_offset + (i - first_buffer) * stride of that segment,
///   the prefix zone just below.
///
/// A COMMAND
///   server: free slot --SendCommand: entry into the command ring--> client: GetCommand -->
///   CompleteCommand: entry into the completion ring --> server: completion routine, slot free. A
///   slot is the command's identity on both sides. There are as many slots as ring entries, so
///   neither ring can overflow: the server runs out of slots first (VD_E_QUEUE_FULL).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "native/platform/doorbell.h"
#include "native/vdi/vdi.h"

namespace handoff::embedded {

inline constexpr uint64_t kMagic = 0x31744573'66646E48;  // "HndfsEt1"
inline constexpr uint32_t kVersion = 1;

/// Commands that a device can have between SendCommand and completion routine: a choice of ours,
/// the real depth is not published. Clients expect at least 4 (maxIODepth).
inline constexpr uint32_t kQueueDepth = 64;
/// 12 bits of a handle.
inline constexpr uint32_t kBuffersMax = 4096;
/// 4 at EndConfiguration for each kind of buffer (16 kinds), or one for each later request.
inline constexpr uint32_t kSegmentsMax = 64;
/// Primary, server and 62 secondaries.
inline constexpr uint32_t kProcessesMax = 64;
inline constexpr uint32_t kPrimarySlot = 0;
inline constexpr uint32_t kServerSlot = 1;
inline constexpr uint32_t kSecondarySlotFirst = 2;
inline constexpr uint32_t kDeviceNameBytes = 256;
inline constexpr uint32_t kCacheLine = 64;

/// Written before the segment is published, never changed: needs no synchronisation.
struct alignas(kCacheLine) Identity {
  uint64_t magic;
  uint32_t version;
  uint32_t tag;  ///< 1..127, differs from every other living set's as far as possible
  uint64_t bytes;
  uint64_t set_id;
  char instance[64];
  char name[kDeviceNameBytes];
  uint8_t reserved[672];
};

struct alignas(kCacheLine) SetWords {
  std::atomic<uint32_t> state;       ///< SetState
  std::atomic<int32_t> abort_cause;  ///< HRESULT, for messages only
  std::atomic<uint32_t> is_agent_running;
  std::atomic<uint32_t>
      is_primary_configured;  ///< GetConfiguration returned: secondaries may enter
  std::atomic<uint32_t> segment_count;
  std::atomic<uint32_t> buffer_count;
  uint32_t reserved[10];
  vdi::VDConfig wish;    ///< the client's; written before the segment is published
  vdi::VDConfig config;  ///< final; published by state = kInitializing
  uint32_t reserved_end[10];
};

struct alignas(kCacheLine) ProcessRecord {
  std::atomic<uint32_t> pid;         ///< 0 = free; claimed by compare-exchange
  std::atomic<uint32_t> has_closed;  ///< primary and server: left in order, its exit is no death
  std::atomic<uint64_t> start_time;  ///< 0 until written, then only the pid guards; 0 when claimed
};

/// Published by segment_count.
struct SegmentRecord {
  uint64_t bytes;
  uint32_t first_buffer;
  uint32_t buffers;
  uint32_t stride;
  uint32_t data_offset;
  uint32_t data_bytes;  ///< size of each data zone
  uint32_t alignment;
};

enum class BufferState : uint32_t { kFree = 0, kServer = 1, kClient = 2 };

/// A line of its own: neighbours belong to different devices' threads.
struct alignas(kCacheLine) BufferEntry {
  std::atomic<uint32_t> word;  ///< BufferWord
  uint32_t segment;            ///< this and below: published by segment_count
  uint64_t offset;             ///< of the data start in its segment
  uint32_t size;               ///< of the data zone
};

struct CommandEntry {
  int32_t command_code;
  uint32_t size;
  int64_t position;
  uint32_t buffer;  ///< index, kNoBuffer for commands without one
  uint32_t slot;
  uint64_t reserved;
};
inline constexpr uint32_t kNoBuffer = 0xFFFFFFFFu;

struct CompletionEntry {
  uint32_t slot;
  uint32_t code;
  uint32_t bytes;
  uint32_t reserved;
  uint64_t position;
  uint64_t reserved_end;
};

/// Single producer, single consumer, never full (see A COMMAND). `tail` counts entries ever
/// written.
template <typename Entry>
struct alignas(kCacheLine) Ring {
  std::atomic<uint64_t> tail;
  uint8_t reserved[kCacheLine - sizeof(std::atomic<uint64_t>)];
  Entry entries[kQueueDepth];

  /// Producer only.
  void Push(const Entry& entry) {
    const uint64_t at = tail.load(std::memory_order_relaxed);
    entries[at % kQueueDepth] = entry;
    // Sync point RING-ENTRY: the entry, and for a command the buffer's bytes and entry word, become
    // visible to the consumer that reads this tail (acquire in Pop).
    tail.store(at + 1, std::memory_order_release);
  }

  /// Consumer only; `head` is the consumer's own count of entries read.
  bool Pop(uint64_t* head, Entry* entry) const {
    if (tail.load(std::memory_order_acquire) == *head) {  // Sync point RING-ENTRY.
      return false;
    }
    *entry = entries[*head % kQueueDepth];
    *head += 1;
    return true;
  }
};

struct alignas(kCacheLine) DeviceRecord {
  platform::Doorbell
      client_bell;  ///< command, close, abort: waited on by the client's device thread
  platform::Doorbell server_bell;        ///< completion, abort: waited on by DispatchCompletions
  std::atomic<uint32_t> is_server_open;  ///< publishes `name` and `is_on_agent`
  std::atomic<uint32_t>
      client_owner;  ///< process slot + 1 of the client that opened it, 0 = nobody
  std::atomic<uint32_t> is_server_closed;  ///< CloseDevice: no more commands follow
  std::atomic<uint32_t> is_client_closed;  ///< VD_E_CLOSE was delivered
  std::atomic<uint32_t> is_io_error;  ///< reference 1.6; set and cleared by the client half only
  uint32_t is_on_agent;               ///< completions ring the agent's bell
  uint32_t reserved[10];
  char name[kDeviceNameBytes];
  Ring<CommandEntry> commands;
  Ring<CompletionEntry> completions;
};

struct alignas(4096) ControlBlock {
  Identity identity;
  SetWords set;
  platform::Doorbell
      config_bell;  ///< connection, configuration, device names, abort: a waiting client
  platform::Doorbell agent_bell;  ///< completions of kOnAgent devices, abort, close
  ProcessRecord processes[kProcessesMax];
  SegmentRecord segments[kSegmentsMax];
  BufferEntry buffers[kBuffersMax];
  DeviceRecord devices[vdi::kDeviceCountMax];
};

/// What a BufferEntry's word says: bits 0-7 state, 8-19 generation.
struct BufferWord {
  BufferState state;
  uint32_t generation;

  static BufferWord Unpack(uint32_t word) {
    return BufferWord{static_cast<BufferState>(word & 0xFF), (word >> 8) & 0xFFF};
  }
  uint32_t Pack() const {
    return static_cast<uint32_t>(state) | (generation & 0xFFF) << 8;
  }
};

/// A buffer handle: 7 bits set tag, 12 bits generation, 12 bits index, positive as a signed 32-bit
/// number.
struct Handle {
  uint32_t tag;
  uint32_t generation;
  uint32_t index;

  static Handle Unpack(uint32_t handle) {
    return Handle{handle >> 24, (handle >> 12) & 0xFFF, handle & 0xFFF};
  }
  uint32_t Pack() const {
    return tag << 24 | (generation & 0xFFF) << 12 | (index & 0xFFF);
  }
};

static_assert(std::atomic<uint32_t>::is_always_lock_free);
static_assert(std::atomic<uint64_t>::is_always_lock_free);
static_assert(sizeof(Identity) == 1024 && sizeof(SetWords) == 192);
static_assert(offsetof(SetWords, wish) == 64 && offsetof(SetWords, config) == 108);
static_assert(sizeof(ProcessRecord) == 64 && sizeof(SegmentRecord) == 32);
static_assert(sizeof(BufferEntry) == 64);
static_assert(sizeof(CommandEntry) == 32 && sizeof(CompletionEntry) == 32);
static_assert(sizeof(Ring<CommandEntry>) == 64 + 32 * kQueueDepth);
static_assert(sizeof(DeviceRecord) == 448 + 2 * (64 + 32 * kQueueDepth));
static_assert(offsetof(ControlBlock, set) == 1024);
static_assert(offsetof(ControlBlock, config_bell) == 1216);
static_assert(offsetof(ControlBlock, processes) == 1344);
static_assert(offsetof(ControlBlock, segments) == 5440);
static_assert(offsetof(ControlBlock, buffers) == 7488);
static_assert(offsetof(ControlBlock, devices) == 269632);

}  // namespace handoff::embedded
