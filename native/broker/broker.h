// SPDX-License-Identifier: MIT
/// The broker of one set in the primary: device threads, faults, secondaries and their replacement,
/// its controller, figures.
///
/// Threads: Start, AttachSecondary, CompleteDevice, Close from one thread; Revoke
/// from any (it blocks until a process is gone); Figures from any. Ownership: the set outlives the
/// broker; the listener is called on device threads until Close returned. A closed broker holds no
/// shared memory: whoever owns it may be a garbage collector that never feels how much that is.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "native/broker/controller.h"
#include "native/broker/device_thread.h"
#include "native/platform/process_handle.h"

namespace handoff::broker {

struct BrokerOptions {
  std::string segment_name;
  std::string trace_name;  ///< empty = no trace
  std::vector<std::string> device_names;
  std::vector<uint32_t> assignment;  ///< device -> secondary
  uint32_t secondary_count = 0;
  std::vector<Fault> faults;
  std::function<void(BrokerEvent)> on_event;
};

struct DeviceFigures {
  uint64_t bytes, stored_bytes, commands, flushes;
  uint32_t leases_out;
  double idle_ms;
  bool closed;
};

struct SecondaryFigures {
  uint32_t pid, leases_out;
  double oldest_lease_age_ms;
  uint64_t moved;
  uint32_t restarts;
};

struct BrokerFigures {
  std::vector<DeviceFigures> devices;
  std::vector<SecondaryFigures> secondaries;
  uint64_t server_ns, handoff_ns, codec_ns, disk_ns;
  uint64_t p50_ns, p99_ns, p999_ns, max_ns;
};

class Broker {
 public:
  /// Creates the segment. @return null on failure, errno set.
  static std::unique_ptr<Broker> Create(vdi::VirtualDeviceSet* set, BrokerOptions options);
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  vdi::Hresult Start();
  void AttachSecondary(uint32_t index, uint32_t pid);
  /// Kills it, waits until it is surely gone, takes its leases back. @return leases to issue again.
  uint32_t RevokeSecondary(uint32_t index);
  void CompleteDevice(uint32_t device, uint32_t code);
  /// Step, slow motion and breakpoints of this run; null once closed.
  Controller* controller() {
    return controller_.get();
  }
  /// What stands still; nothing once closed.
  ControlLook Look();
  /// Once closed: as they were then.
  BrokerFigures Figures() const;
  /// See peek_hook.h. From one thread.
  PeekHook& peek() {
    return shared_.peek;
  }
  /// Makes the device threads end soon.
  void Interrupt();
  /// Ends the threads, waits for revocations, lets go of both segments. Idempotent.
  void Close();

  uint32_t secondary_count() const {
    return static_cast<uint32_t>(secondaries_.size());
  }
  uint32_t device_count() const {
    return static_cast<uint32_t>(options_.device_names.size());
  }

 private:
  struct Secondary {
    uint32_t pid = 0;
    platform::ProcessHandle process;
    uint32_t attached = 0;    ///< how often
    bool is_serving = false;  ///< attached, and not revoked since
  };

  Broker() = default;
  /// Devices as they are now: none before Start, all of them after it.
  std::vector<DeviceThread*> Devices() const;
  BrokerFigures FiguresLocked() const;
  double LeaseAgeMs(const DeviceThread& device, const DeviceChannel& channel,
                    uint64_t now_ns) const;
  void Trace(trace::EventKind kind, uint32_t secondary, uint32_t leases);

  BrokerOptions options_;
  BrokerShared shared_;
  std::unique_ptr<Segment> segment_;
  std::shared_ptr<trace::Segment> trace_;
  std::shared_mutex revoking_;  ///< shared by revocations, which look at devices_; before mutex_
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<DeviceThread>> devices_;  ///< guarded by mutex_; filled once, at once
  std::vector<Secondary> secondaries_;                  ///< guarded by mutex_
  trace::Writer writer_;                                ///< guarded by mutex_
  BrokerFigures last_figures_ = {};                     ///< guarded by mutex_; of a closed broker
  std::unique_ptr<Controller> controller_;
};

}  // namespace handoff::broker
