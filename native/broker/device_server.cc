// SPDX-License-Identifier: MIT
#include "native/broker/device_server.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

#include "native/platform/process_watch.h"
#include "native/vdi/vdi_error.h"

namespace handoff::broker {

namespace {

using media::Outcome;
using trace::EventKind;

/// Looks at the turnstile before sleeping: two workers' frames usually end close together.
constexpr int kTurnSpins = 200;

bool HasBuffer(const Lease& lease) {
  return lease.command == vdi::VDC_Write || lease.command == vdi::VDC_Read;
}

/// How a medium fails on purpose.
struct Failure {
  uint32_t code = 0;  ///< Win32, 0 = it does not
  int os_error = 0;
};

Failure FailureOf(LeaseFault fault, bool is_read) {
  switch (fault) {
    case LeaseFault::kMediaError:
      return {is_read ? vdi::ERROR_READ_FAULT : vdi::ERROR_WRITE_FAULT, EIO};
    case LeaseFault::kDiskFull:
      return {vdi::ERROR_DISK_FULL, ENOSPC};
    case LeaseFault::kIoError:
      return {vdi::ERROR_IO_DEVICE, EIO};
    case LeaseFault::kNone:
    case LeaseFault::kCrash:
    case LeaseFault::kHang:
      break;
  }
  return {};
}

}  // namespace

DeviceServer::DeviceServer(vdi::VirtualDeviceSet* set, Segment* segment, trace::Segment* trace,
                           uint16_t actor)
    : set_(set), segment_(segment), trace_(trace), actor_(actor) {}

DeviceServer::~DeviceServer() {
  Stop();
}

bool DeviceServer::OpenMedium(const MediumSpec& spec, media::OpenError* error) {
  spec_ = spec;
  spec_.options.threads = std::clamp(spec_.options.threads, 1u, kWorkersMax);
  if (segment_ == nullptr ||
      (spec_.options.codec != media::Codec::kZstd && spec_.direction == Direction::kWrite)) {
    spec_.options.threads = 1;  // Nothing to do ahead of the turn.
  }
  const media::Progress* resume = nullptr;
  uint64_t* chunks = nullptr;
  if (segment_ != nullptr) {
    channel_ = segment_->device(spec_.device);
    device_bell_ = set_->DeviceBell(spec_.device);
    spec_.options.full_at = segment_->header()->media_full_at;
    spec_.options.heartbeat = &channel_->alive_ns;
    resume = &channel_->progress[channel_->completions.Pushed() % 2];
    chunks = segment_->chunks(spec_.device);
  } else {
    own_chunks_.reset(new uint64_t[media::kChunkCountMax]);
    chunks = own_chunks_.get();
  }
  if (spec_.direction == Direction::kWrite) {
    writer_ = media::WriteMedium::Open(spec_.options, resume, chunks, error);
  } else {
    reader_ = media::ReadMedium::Open(spec_.options, error);
    if (reader_ != nullptr && channel_ != nullptr) {
      channel_->plain_size.store(reader_->plain_bytes(), std::memory_order_release);
    }
  }
  if (writer_ == nullptr && reader_ == nullptr) {
    return false;
  }
  workers_ = std::vector<Worker>(spec_.options.threads);
  for (uint32_t i = 0; i < workers_.size(); ++i) {
    workers_[i].index = i;
    workers_[i].encoder = writer_ != nullptr ? writer_->NewEncoder() : nullptr;
    workers_[i].trace = trace_ != nullptr ? trace_->NewWriter(actor_) : trace::Writer();
    if (segment_ != nullptr) {
      workers_[i].hold = segment_->NewHoldPoint(spec_.device, kHeldWorkerFirst + i);
    }
  }
  return true;
}

void DeviceServer::Start() {
  for (Worker& worker : workers_) {
    worker.thread = std::thread([this, &worker] { Run(&worker); });
  }
}

void DeviceServer::Stop() {
  stopping_.store(true, std::memory_order_release);
  if (channel_ != nullptr) {
    channel_->submission_bell.Ring();
    channel_->hold_bell.Ring();
  }
  for (Worker& worker : workers_) {
    if (worker.thread.joinable()) {
      worker.thread.join();
    }
  }
}

void DeviceServer::RemoveFiles() {
  if (writer_ != nullptr) {
    writer_->Remove();
  }
}

uint64_t DeviceServer::StoredBytes() const {
  return writer_ != nullptr ? writer_->progress().stored_bytes : own_read_bytes_;
}

MediumSummary DeviceServer::Summary() const {
  return writer_ != nullptr ? SummaryOf(writer_->progress(), own_chunks_.get()) : MediumSummary();
}

bool DeviceServer::TakeLocked(Lease* lease, uint32_t* ticket) {
  platform::Doorbell& bell = channel_->submission_bell;
  for (;;) {
    const uint32_t seen = bell.Read();
    if (stopping_.load(std::memory_order_acquire)) {
      return false;
    }
    if (channel_->submissions.Pop(lease)) {
      static_cast<void>(published_.load(std::memory_order_acquire));
      *ticket = next_ticket_++;
      if (reader_ != nullptr && lease->order <= last_order_) {
        lease->fault =
            LeaseFault::kMediaError;  // A step back is refused; written media check more.
      }
      last_order_ = lease->order;
      return true;
    }
    bell.Wait(seen, platform::kWaitForever);
  }
}

bool DeviceServer::Take(Lease* lease, uint32_t* ticket) {
  if (workers_.size() == 1) {
    return TakeLocked(lease, ticket);
  }
  const std::lock_guard lock(take_mutex_);
  return TakeLocked(lease, ticket);
}

void DeviceServer::Run(Worker* worker) {
  Lease lease;
  uint32_t ticket = 0;
  while (Take(&lease, &ticket)) {
    uint8_t* address = nullptr;
    Done done = ServeWith(worker, lease, ticket, &address);
    HoldAt(worker, lease, EventKind::kMoved, done);
    done.moved_ns = std::max(done.moved_ns, worker->hold.went_on_ns());
    Publish(worker, lease, done);
    if (writer_ != nullptr) {
      PassTurn();
    }
  }
}

Done DeviceServer::Serve(const Lease& asked, uint8_t** address) {
  Lease lease = asked;
  if (lease.order == 0 && writer_ != nullptr) {
    lease.order = writer_->progress().order + 1;
  }
  if (reader_ != nullptr && lease.order != 0 && lease.order <= last_order_) {
    Done refused = {};
    refused.code = vdi::ERROR_READ_FAULT;
    refused.os_error = EBADMSG;
    return refused;
  }
  last_order_ = lease.order != 0 ? lease.order : last_order_;
  return ServeWith(&workers_[0], lease, 0, address);
}

Done DeviceServer::MapOnly(const Lease& lease, uint8_t** address) {
  Done done = {};
  done.taken_ns = trace::NowNs();
  *address = Map(&workers_[0], lease, &done);
  return done;
}

void DeviceServer::Note(Worker* worker, const Lease& lease, EventKind kind, uint64_t address,
                        uint32_t code, uint64_t time_ns) {
  trace::Event event = {};
  event.kind = kind;
  event.device = static_cast<uint8_t>(spec_.device);
  event.address = address;
  event.position = lease.position;
  event.sequence = lease.sequence;
  event.handle = lease.handle;
  event.size = lease.size;
  event.code = code;
  worker->trace.WriteAt(event, time_ns);
}

/// Returns when the lease may go on from `stage`. Alive is whoever was let go just now.
void DeviceServer::HoldAt(Worker* worker, const Lease& lease, EventKind stage, const Done& done) {
  const auto facts = [&] {
    CommandFacts asked;
    asked.position = lease.position;
    asked.device = spec_.device;
    asked.sequence = lease.sequence;
    asked.command = lease.command;
    asked.size = lease.size;
    asked.handle = lease.handle;
    const bool is_moved = stage == EventKind::kMoved;
    asked.code = is_moved ? done.code : 0;
    const uint64_t to_ns = is_moved ? done.moved_ns : worker->mapped_ns;
    const uint64_t from_ns = is_moved ? worker->mapped_ns : done.taken_ns;
    asked.latency_ns = to_ns > from_ns ? to_ns - from_ns : 0;
    return asked;
  };
  uint32_t faults = 0;  // None: those that are injected strike in the primary.
  if (worker->hold.MayPass(stage, facts, &faults)) {
    return;
  }
  Lease held = lease;
  worker->hold.TakeNews(&held.size);
  Note(worker, held, EventKind::kHeld, 0, static_cast<uint32_t>(stage), trace::NowNs());
  for (;;) {
    const uint32_t seen = channel_->hold_bell.Read();
    if (worker->hold.MayPass(stage, facts, &faults)) {
      break;
    }
    if (stopping_.load(std::memory_order_acquire)) {
      worker->hold.Leave();
      break;
    }
    channel_->hold_bell.Wait(seen, platform::kWaitForever);
  }
  channel_->alive_ns.store(trace::NowNs(), std::memory_order_relaxed);
}

uint8_t* DeviceServer::Map(Worker* worker, const Lease& lease, Done* done) {
  uint8_t* data = nullptr;
  worker->mapped_ns = done->taken_ns;
  if (HasBuffer(lease)) {
    done->hr = set_->MapBufferHandle(lease.handle, &data);
    if (done->hr != vdi::NOERROR) {
      done->code =
          done->hr == vdi::VD_E_ABORT ? vdi::ERROR_OPERATION_ABORTED : vdi::ERROR_INVALID_HANDLE;
      if (lease.is_mapped == 0) {
        Note(worker, lease, EventKind::kError, 0, static_cast<uint32_t>(done->hr), trace::NowNs());
      }
      data = nullptr;
    } else {
      const uint64_t mapped_ns = trace::NowNs();
      worker->mapped_ns = mapped_ns;
      if (lease.is_mapped == 0) {
        Note(worker, lease, EventKind::kMapped, reinterpret_cast<uintptr_t>(data),
             static_cast<uint32_t>(mapped_ns - done->taken_ns), mapped_ns);
      }
    }
  }
  if (lease.fault == LeaseFault::kCrash) {
    platform::KillThisProcess();
  }
  while (lease.fault == LeaseFault::kHang) {
    std::this_thread::sleep_for(std::chrono::hours(1));
  }
  HoldAt(worker, lease, EventKind::kMapped, *done);
  worker->mapped_ns = std::max(worker->mapped_ns, worker->hold.went_on_ns());
  return data;
}

Outcome DeviceServer::Move(Worker* worker, const Lease& lease, const Done& done, uint8_t* data) {
  const Failure failure = FailureOf(lease.fault, reader_ != nullptr);
  const bool is_faulty = failure.code != 0;
  if (reader_ != nullptr) {
    Outcome outcome;
    if (done.code != 0) {
      outcome.code = done.code;
    } else if (is_faulty) {
      outcome.code = failure.code;
      outcome.os_error = failure.os_error;
    } else if (lease.command == vdi::VDC_Read) {
      outcome =
          reader_->Read(worker->index, static_cast<uint64_t>(lease.position), data, lease.size);
    } else if (lease.command == vdi::VDC_Write) {
      outcome.code = vdi::ERROR_NOT_SUPPORTED;
    }
    return outcome;
  }
  if (done.code != 0 || is_faulty) {
    Outcome outcome = writer_->Note(lease.order, is_faulty ? failure.code : done.code);
    outcome.os_error = is_faulty ? failure.os_error : outcome.os_error;
    return outcome;
  }
  switch (lease.command) {
    case vdi::VDC_Write:
      return writer_->Append(lease.order, lease.position, worker->encoder.get(), data, lease.size);
    case vdi::VDC_Flush:
      return writer_->Flush(lease.order);
    case kFinishCommand:
      return writer_->Finish(lease.order);
    default:
      return writer_->Note(lease.order, vdi::ERROR_NOT_SUPPORTED);
  }
}

Done DeviceServer::ServeWith(Worker* worker, const Lease& lease, uint32_t ticket,
                             uint8_t** address) {
  Done done = {};
  done.order = lease.order;
  done.taken_ns = trace::NowNs();
  if (channel_ != nullptr) {
    channel_->alive_ns.store(done.taken_ns, std::memory_order_relaxed);
  }
  uint8_t* const data = Map(worker, lease, &done);
  *address = data;
  if (writer_ != nullptr) {
    if (data != nullptr && lease.command == vdi::VDC_Write) {
      done.codec_ns = writer_->Encode(worker->encoder.get(), data, lease.size);
    }
    AwaitTurn(ticket);
  }
  const Outcome outcome = Move(worker, lease, done, data);
  done.code = outcome.code;
  done.os_error = outcome.os_error;
  done.bytes = outcome.bytes;
  done.codec_ns += outcome.codec_ns;
  done.disk_ns = outcome.disk_ns;
  if (reader_ != nullptr && channel_ != nullptr) {
    channel_->stored_bytes.fetch_add(outcome.stored_bytes, std::memory_order_relaxed);
  } else if (reader_ != nullptr) {
    own_read_bytes_ += outcome.stored_bytes;
  }
  done.moved_ns = trace::NowNs();
  const EventKind kind = lease.command == vdi::VDC_Flush ? EventKind::kFlushed : EventKind::kMoved;
  Note(worker, lease, kind, trace::MoveTimes(done.codec_ns, done.disk_ns), done.code,
       done.moved_ns);
  return done;
}

void DeviceServer::AwaitTurn(uint32_t ticket) {
  if (workers_.size() == 1) {
    return;
  }
  for (int i = 0; i < kTurnSpins; ++i) {
    if (turn_.load(std::memory_order_acquire) == ticket) {
      return;
    }
  }
  for (;;) {
    const uint32_t turn = turn_.load(std::memory_order_acquire);
    if (turn == ticket) {
      return;
    }
    turn_.wait(turn, std::memory_order_acquire);
  }
}

void DeviceServer::PassTurn() {
  if (workers_.size() == 1) {
    return;
  }
  // Sync: the medium's state of this lease is visible to the worker of the next one.
  turn_.fetch_add(1, std::memory_order_release);
  turn_.notify_all();
}

void DeviceServer::Publish(Worker* worker, const Lease& lease, const Done& done) {
  static_cast<void>(worker);
  published_.fetch_add(1, std::memory_order_release);
  if (writer_ != nullptr) {
    // Sync: Push commits the copy that belongs to it; see segment.h.
    const uint64_t number = channel_->completions.Pushed() + 1;
    channel_->progress[number % 2] = writer_->progress();
    channel_->stored_bytes.store(writer_->progress().stored_bytes, std::memory_order_relaxed);
    channel_->completions.Push(done);
  } else if (workers_.size() > 1) {
    const std::lock_guard lock(publish_mutex_);
    channel_->completions.Push(done);
  } else {
    channel_->completions.Push(done);
  }
  channel_->alive_ns.store(done.moved_ns, std::memory_order_relaxed);
  if (device_bell_ != nullptr) {
    device_bell_->Ring();
  }
  if (lease.command == kFinishCommand && writer_ != nullptr) {
    writer_->Published();
  }
}

}  // namespace handoff::broker
