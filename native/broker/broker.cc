// SPDX-License-Identifier: MIT
#include "native/broker/broker.h"

#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include "native/vdi/vdi_error.h"

namespace handoff::broker {

namespace {

constexpr double kNsPerMs = 1e6;

}  // namespace

std::unique_ptr<Broker> Broker::Create(vdi::VirtualDeviceSet* set, BrokerOptions options) {
  uint64_t full_at = 0;
  for (const Fault& fault : options.faults) {
    full_at = fault.kind == FaultKind::kMediaFull ? fault.at : full_at;
  }
  std::unique_ptr<Broker> broker(new Broker());
  if (!options.trace_name.empty()) {
    broker->trace_ = trace::Segment::Open(options.trace_name);
    if (broker->trace_ == nullptr) {
      return nullptr;
    }
    broker->writer_ = broker->trace_->NewWriter(trace::kActorPrimary);
  }
  broker->segment_ = Segment::Create(options.segment_name,
                                     static_cast<uint32_t>(options.device_names.size()), full_at);
  if (broker->segment_ == nullptr) {
    return nullptr;
  }
  broker->secondaries_.resize(options.secondary_count);
  broker->shared_.set = set;
  broker->shared_.segment = broker->segment_.get();
  broker->shared_.faults = options.faults;
  broker->shared_.on_event = options.on_event;
  Broker* const self = broker.get();
  broker->controller_ = std::make_unique<Controller>(
      broker->segment_.get(),
      [self](uint32_t device) {
        const std::vector<DeviceThread*> devices = self->Devices();
        if (device < devices.size()) {
          devices[device]->Wake();
        }
      },
      [self] {
        BrokerEvent event;
        event.kind = BrokerEvent::Kind::kControl;
        self->shared_.on_event(std::move(event));
      });
  broker->options_ = std::move(options);
  return broker;
}

Broker::~Broker() {
  Close();
}

std::vector<DeviceThread*> Broker::Devices() const {
  const std::lock_guard lock(mutex_);
  std::vector<DeviceThread*> devices;
  for (const auto& device : devices_) {
    devices.push_back(device.get());
  }
  return devices;
}

vdi::Hresult Broker::Start() {
  if (!devices_.empty() || segment_ == nullptr) {
    return vdi::VD_E_PROTOCOL;
  }
  vdi::VDConfig config = {};
  if (const vdi::Hresult hr = shared_.set->GetConfiguration(0, &config); hr != vdi::NOERROR) {
    return hr;
  }
  shared_.is_backup = (config.features & vdi::VDF_WriteMedia) != 0;
  shared_.is_random_access = (config.features & vdi::VDF_RandomAccess) != 0;
  for (const Fault& fault : options_.faults) {
    // Without a limit on the server's side nobody would ever end such a run.
    if (fault.kind == FaultKind::kClientTimeout && config.serverTimeOut == 0) {
      return vdi::VD_E_INVALID;
    }
  }
  std::vector<std::unique_ptr<DeviceThread>> devices;
  for (uint32_t i = 0; i < options_.device_names.size(); ++i) {
    vdi::VirtualDevice* device = nullptr;
    const vdi::Hresult hr = shared_.set->OpenDevice(options_.device_names[i].c_str(), &device);
    if (hr != vdi::NOERROR) {
      return hr;
    }
    trace::Writer writer =
        trace_ != nullptr ? trace_->NewWriter(trace::kActorPrimary) : trace::Writer();
    devices.push_back(std::make_unique<DeviceThread>(&shared_, i, options_.assignment[i], device,
                                                     std::move(writer)));
  }
  shared_.running.store(static_cast<uint32_t>(devices.size()), std::memory_order_release);
  const std::lock_guard lock(mutex_);
  devices_ = std::move(devices);
  for (const auto& device : devices_) {
    if (secondaries_[device->secondary()].is_serving) {
      device->Attach();
    }
    device->Start();
  }
  return vdi::NOERROR;
}

void Broker::AttachSecondary(uint32_t index, uint32_t pid) {
  const std::lock_guard lock(mutex_);
  Secondary& secondary = secondaries_[index];
  secondary.pid = pid;
  secondary.process = platform::ProcessHandle::Open(pid);
  ++secondary.attached;
  secondary.is_serving = true;
  uint32_t leases = 0;
  for (const auto& device : devices_) {
    if (device->secondary() == index) {
      leases += device->counters().leases_out.load(std::memory_order_relaxed);
      device->Attach();
    }
  }
  if (secondary.attached > 1) {
    Trace(trace::EventKind::kSecondaryReplaced, index, leases);
  }
}

uint32_t Broker::RevokeSecondary(uint32_t index) {
  const std::shared_lock revoking(revoking_);
  platform::ProcessHandle process;
  {
    const std::lock_guard lock(mutex_);
    process = std::exchange(secondaries_[index].process, platform::ProcessHandle());
    secondaries_[index].is_serving = false;
  }
  if (process.IsOpen()) {
    process.KillAndWait();
  }
  uint32_t leases = 0;
  // Without the lock: a device's thread takes its time, and Figures must not wait for it.
  for (DeviceThread* const device : Devices()) {
    if (device->secondary() == index) {
      leases += device->Revoke();
    }
  }
  const std::lock_guard lock(mutex_);
  secondaries_[index].pid = 0;
  Trace(trace::EventKind::kSecondaryLost, index, leases);
  return leases;
}

void Broker::CompleteDevice(uint32_t device, uint32_t code) {
  if (device < devices_.size()) {
    devices_[device]->AnswerComplete(code);
  }
}

/// How long the secondary has not got on with anything although it holds a lease of this device.
double Broker::LeaseAgeMs(const DeviceThread& device, const DeviceChannel& channel,
                          uint64_t now_ns) const {
  const uint64_t leased_ns = device.counters().oldest_lease_ns.load(std::memory_order_relaxed);
  if (leased_ns == 0 || shared_.stalled.load(std::memory_order_relaxed)) {
    return 0;
  }
  const uint64_t since = std::max({leased_ns, channel.alive_ns.load(std::memory_order_relaxed),
                                   device.SecondaryExcusedNs(now_ns)});
  return now_ns > since ? static_cast<double>(now_ns - since) / kNsPerMs : 0;
}

BrokerFigures Broker::Figures() const {
  const std::lock_guard lock(mutex_);
  return segment_ != nullptr ? FiguresLocked() : last_figures_;
}

ControlLook Broker::Look() {
  return controller_ != nullptr ? controller_->Look() : ControlLook();
}

BrokerFigures Broker::FiguresLocked() const {
  BrokerFigures figures = {};
  const uint64_t now_ns = trace::NowNs();
  for (const Secondary& secondary : secondaries_) {
    figures.secondaries.push_back(
        {secondary.pid, 0, 0, 0, secondary.attached > 0 ? secondary.attached - 1 : 0});
  }
  auto totals = std::make_unique<LatencyHistogram::Totals>();
  totals->fill(0);
  for (uint32_t i = 0; i < devices_.size(); ++i) {
    const DeviceCounters& counters = devices_[i]->counters();
    const DeviceChannel& channel = *segment_->device(i);
    const uint64_t last_ns = counters.last_command_ns.load(std::memory_order_relaxed);
    const uint32_t leases = counters.leases_out.load(std::memory_order_relaxed);
    figures.devices.push_back(
        {counters.bytes.load(std::memory_order_relaxed),
         channel.stored_bytes.load(std::memory_order_relaxed),
         counters.completed.load(std::memory_order_relaxed),
         counters.flushes.load(std::memory_order_relaxed), leases,
         now_ns > last_ns ? static_cast<double>(now_ns - last_ns) / kNsPerMs : 0,
         counters.closed.load(std::memory_order_relaxed)});
    SecondaryFigures& secondary = figures.secondaries[devices_[i]->secondary()];
    secondary.leases_out += leases;
    secondary.moved += counters.completed.load(std::memory_order_relaxed);
    secondary.oldest_lease_age_ms =
        std::max(secondary.oldest_lease_age_ms, LeaseAgeMs(*devices_[i], channel, now_ns));
    figures.server_ns += counters.server_ns.load(std::memory_order_relaxed);
    figures.handoff_ns += counters.handoff_ns.load(std::memory_order_relaxed);
    figures.codec_ns += counters.codec_ns.load(std::memory_order_relaxed);
    figures.disk_ns += counters.disk_ns.load(std::memory_order_relaxed);
    devices_[i]->latency().AddTo(totals.get(), &figures.max_ns);
  }
  figures.p50_ns = LatencyHistogram::QuantileOf(*totals, 0.5);
  figures.p99_ns = LatencyHistogram::QuantileOf(*totals, 0.99);
  figures.p999_ns = LatencyHistogram::QuantileOf(*totals, 0.999);
  return figures;
}

void Broker::Interrupt() {
  for (const auto& device : devices_) {
    device->Stop();
  }
}

void Broker::Close() {
  Interrupt();
  if (controller_ != nullptr) {
    controller_->Close();
  }
  for (const auto& device : devices_) {
    device->Join();
  }
  const std::unique_lock none_revoking(revoking_);
  const std::lock_guard lock(mutex_);
  if (segment_ == nullptr) {
    return;
  }
  last_figures_ = FiguresLocked();
  for (Secondary& secondary : secondaries_) {
    secondary.process = platform::ProcessHandle();
  }
  // Whoever keeps a closed broker keeps its figures only: segments are memory until nobody maps
  // them.
  devices_.clear();
  controller_ = nullptr;
  writer_ = trace::Writer();
  trace_ = nullptr;
  shared_.segment = nullptr;
  segment_ = nullptr;
}

void Broker::Trace(trace::EventKind kind, uint32_t secondary, uint32_t leases) {
  trace::Event event = {};
  event.kind = kind;
  event.device = trace::kNoDevice;
  event.code = secondary;
  event.size = leases;
  event.position = -1;
  writer_.Write(event);
}

}  // namespace handoff::broker
