// SPDX-License-Identifier: MIT
/// The trace event: one fixed-size record for each thing that happens to a command, a process or a
/// set.
///
///   byte  0        8        16       24     28     32     36     40 41 42    44     48
///         | timeNs | address| position| sequ.| handle| size | code |ki|dev|actor|thread|
///
/// All little-endian. Written by native threads of every process on CLOCK_MONOTONIC, which is one
/// clock for all processes of a machine. Never contains a byte of a buffer.
#pragma once

#include <cstddef>
#include <cstdint>

namespace handoff::trace {

enum class EventKind : uint8_t {
  kNone = 0,
  // The life of a command, in order. `sequence` counts the commands of a device from 1 on both
  // sides.
  kIssued =
      1,  ///< server: SendCommand; code = command code, address = server's, handle = index only
  kReceived = 2,     ///< primary: GetCommand returned it; code = command code, address = primary's
  kHandleTaken = 3,  ///< primary: GetBufferHandle; handle
  kLeased = 4,       ///< primary: lease put into the ring; code = secondary's index
  kMapped = 5,       ///< secondary: MapBufferHandle; address = secondary's, code = ns of the call
  kMoved = 6,  ///< secondary: bytes are with the kernel (or in the buffer); code = Win32 status,
               ///< address = MoveTimes
  kCompleted = 7,  ///< primary: CompleteCommand; code = completion code, size = bytes transferred
  kAcknowledged = 8,  ///< server: completion routine ran; code = completion code
  // Everything else.
  kStateChange = 16,        ///< code = state of the set (embedded: SetState number), device 255
  kAbort = 17,              ///< SignalAbort or death of a peer seen; code = HRESULT
  kError = 18,              ///< a call failed; code = HRESULT or Win32 status
  kSecondaryLost = 19,      ///< code = secondary's index, size = leases to issue again
  kSecondaryReplaced = 20,  ///< code = secondary's index, size = leases issued again
  kFlushed = 21,            ///< secondary: fsync returned; code = Win32 status, address = MoveTimes
  kHeld = 22,               ///< a command stands still; code = stage, size = 1 + breakpoint or 0
};

/// `device` of events that belong to no device.
inline constexpr uint8_t kNoDevice = 255;
/// `actor`: 0 server, 1 primary, 2 + i = secondary i.
inline constexpr uint16_t kActorServer = 0;
inline constexpr uint16_t kActorPrimary = 1;
inline constexpr uint16_t kActorSecondaryFirst = 2;

struct Event {
  uint64_t time_ns;
  uint64_t address;
  int64_t position;   ///< byte offset in the device's stream, -1 = none
  uint32_t sequence;  ///< of the device, from 1; 0 = none
  uint32_t handle;
  uint32_t size;
  uint32_t code;
  EventKind kind;
  uint8_t device;
  uint16_t actor;
  uint32_t thread;  ///< lane of the trace segment that it was written in
};
static_assert(sizeof(Event) == 48 && offsetof(Event, kind) == 40 && offsetof(Event, thread) == 44);

/// Whether `address` holds MoveTimes: where the bytes are is known from kMapped.
constexpr bool HasMoveTimes(EventKind kind) {
  return kind == EventKind::kMoved || kind == EventKind::kFlushed;
}

/// What a move was spent on, ns: codec (compression and checksum) in the low 32 bits of `address`,
/// the medium in the high ones. The rest of the move is waiting for the turn. 4.29 s at most each.
constexpr uint64_t MoveTimes(uint64_t codec_ns, uint64_t disk_ns) {
  constexpr uint64_t kMax = 0xFFFFFFFFu;
  return (codec_ns < kMax ? codec_ns : kMax) | (disk_ns < kMax ? disk_ns : kMax) << 32;
}

}  // namespace handoff::trace
