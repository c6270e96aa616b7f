// SPDX-License-Identifier: MIT
/// What a secondary does for one device: takes leases in order, maps the handle, moves the bytes,
/// answers.
///
/// Ring mode: one thread, or as many as codec threads were given. Each takes the next lease under a
/// lock, maps and encodes in parallel with the others, and stores in the order of leases through a
/// turnstile. Reads need no turnstile: they go by absolute position and may be answered in any
/// order. Port mode: no threads; the caller serves lease after lease.
///
/// Threads: OpenMedium, Start, Stop and Serve from one thread; RemoveFiles from any.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "native/broker/segment.h"
#include "native/broker/summary.h"
#include "native/media/medium.h"
#include "native/trace/trace.h"
#include "native/vdi/virtual_device_set.h"

namespace handoff::broker {

enum class Direction : uint8_t { kWrite, kRead };

struct MediumSpec {
  uint32_t device = 0;
  Direction direction = Direction::kWrite;
  media::MediumOptions options;
};

class DeviceServer {
 public:
  /// @param segment  null in port mode
  /// @param trace    null = no trace
  DeviceServer(vdi::VirtualDeviceSet* set, Segment* segment, trace::Segment* trace, uint16_t actor);
  ~DeviceServer();
  DeviceServer(const DeviceServer&) = delete;
  DeviceServer& operator=(const DeviceServer&) = delete;

  /// Opens the medium, after a restart where the published completions end.
  bool OpenMedium(const MediumSpec& spec, media::OpenError* error);
  /// Ring mode: starts the threads.
  void Start();
  /// Ends and joins the threads; a lease that is being served is finished first.
  void Stop();

  /// Port mode: serves one lease. `lease.order` 0 = the next one. `*address` = where it was mapped.
  Done Serve(const Lease& lease, uint8_t** address);
  /// Port mode: only maps the lease's handle, for a command that is to be held there.
  Done MapOnly(const Lease& lease, uint8_t** address);
  /// Port mode: bytes on the medium, or read from it, so far. The serving thread.
  uint64_t StoredBytes() const;
  /// Port mode, after a Finish lease.
  MediumSummary Summary() const;

  /// Removes what a written medium made so far; the primary is gone.
  void RemoveFiles();

 private:
  struct Worker {
    uint32_t index = 0;
    std::unique_ptr<media::Encoder> encoder;
    trace::Writer trace;
    HoldPoint hold;
    uint64_t mapped_ns = 0;  ///< when the present lease was mapped and might go on
    std::thread thread;
  };

  void Run(Worker* worker);
  bool Take(Lease* lease, uint32_t* ticket);
  bool TakeLocked(Lease* lease, uint32_t* ticket);
  Done ServeWith(Worker* worker, const Lease& lease, uint32_t ticket, uint8_t** address);
  uint8_t* Map(Worker* worker, const Lease& lease, Done* done);
  media::Outcome Move(Worker* worker, const Lease& lease, const Done& done, uint8_t* data);
  void AwaitTurn(uint32_t ticket);
  void PassTurn();
  void Publish(Worker* worker, const Lease& lease, const Done& done);
  void HoldAt(Worker* worker, const Lease& lease, trace::EventKind stage, const Done& done);
  void Note(Worker* worker, const Lease& lease, trace::EventKind kind, uint64_t address,
            uint32_t code, uint64_t time_ns);

  vdi::VirtualDeviceSet* const set_;
  Segment* const segment_;
  trace::Segment* const trace_;
  const uint16_t actor_;
  MediumSpec spec_;
  DeviceChannel* channel_ = nullptr;
  platform::Doorbell* device_bell_ = nullptr;
  std::unique_ptr<uint64_t[]> own_chunks_;  ///< port mode
  uint64_t own_read_bytes_ = 0;             ///< port mode: stored bytes read
  std::unique_ptr<media::WriteMedium> writer_;
  std::unique_ptr<media::ReadMedium> reader_;
  std::vector<Worker> workers_;
  std::atomic<bool> stopping_ = false;
  std::mutex take_mutex_;
  uint32_t next_ticket_ = 0;  ///< guarded by take_mutex_
  uint64_t last_order_ = 0;   ///< guarded by take_mutex_
  std::atomic<uint32_t> turn_ = 0;
  /// Answers so far. Orders a worker's use of a buffer before that of the next worker to get it;
  /// the chain through primary and server does so too, but a thread sanitizer does not see other
  /// processes.
  std::atomic<uint32_t> published_ = 0;
  std::mutex publish_mutex_;  ///< reads by several workers
};

}  // namespace handoff::broker
