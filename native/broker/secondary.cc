// SPDX-License-Identifier: MIT
#include "native/broker/secondary.h"

#include <algorithm>
#include <utility>

#include "native/embedded/client_set.h"
#include "native/sqlserver/sqlserver.h"
#include "native/vdi/vdi_error.h"

namespace handoff::broker {

namespace {

constexpr uint32_t kPrimaryKey = 0;
/// Exit status of a secondary whose primary died.
constexpr int kExitPrimaryGone = 70;

}  // namespace

Secondary::Secondary(SecondaryOptions options) : options_(std::move(options)) {}

Secondary::~Secondary() {
  Close();
}

vdi::Hresult Secondary::Open() {
  if (set_ != nullptr) {
    return vdi::VD_E_PROTOCOL;
  }
  const vdi::Hresult bad_environment = vdi::HresultFromWin32(vdi::ERROR_BAD_ENVIRONMENT);
  if (!options_.segment_name.empty()) {
    segment_ = Segment::Open(options_.segment_name);
    if (segment_ == nullptr) {
      return bad_environment;
    }
  }
  if (!options_.trace_name.empty()) {
    trace_ = trace::Segment::Open(options_.trace_name);
    if (trace_ == nullptr) {
      return bad_environment;
    }
  }
  platform::ProcessId primary = {platform::ParentPid(), 0};
  if (segment_ != nullptr) {
    primary = {segment_->header()->primary_pid, segment_->header()->primary_start};
  }
  std::string problem;
  auto set = options_.has_library ? sqlserver::NewSqlServerSet(options_.library, &problem)
                                  : embedded::NewEmbeddedSet();
  if (set == nullptr) {
    return bad_environment;  // The primary loaded the same library a moment ago.
  }
  const char* instance = options_.has_instance ? options_.instance.c_str() : nullptr;
  if (const vdi::Hresult hr = set->OpenInSecondaryEx(instance, options_.set_name.c_str());
      hr != vdi::NOERROR) {
    return hr;
  }
  set_ = std::move(set);
  watch_ =
      std::make_unique<platform::ProcessWatch>([this](uint32_t) { OnPrimaryGone(); }, 0, [] {});
  watch_->Watch(kPrimaryKey, primary);
  return vdi::NOERROR;
}

bool Secondary::OpenMedia(const std::vector<MediumSpec>& media, uint32_t codec_threads,
                          media::OpenError* error) {
  const auto device_count = static_cast<uint32_t>(media.size());
  for (const MediumSpec& asked : media) {
    MediumSpec spec = asked;
    spec.options.threads = std::max(1u, codec_threads / std::max(1u, device_count));
    auto server = std::make_unique<DeviceServer>(
        set_.get(), segment_.get(), trace_.get(),
        static_cast<uint16_t>(trace::kActorSecondaryFirst + options_.index));
    if (!server->OpenMedium(spec, error)) {
      return false;
    }
    const std::lock_guard lock(mutex_);
    if (servers_.size() <= spec.device) {
      servers_.resize(spec.device + 1);
    }
    servers_[spec.device] = std::move(server);
  }
  const std::lock_guard lock(mutex_);
  for (const auto& server : servers_) {
    if (server != nullptr && !IsPortMode()) {
      server->Start();
    }
  }
  return true;
}

DeviceServer* Secondary::Server(uint32_t device) {
  const std::lock_guard lock(mutex_);
  return device < servers_.size() ? servers_[device].get() : nullptr;
}

void Secondary::OnPrimaryGone() {
  const std::lock_guard lock(mutex_);
  for (const auto& server : servers_) {
    if (server != nullptr) {
      server->RemoveFiles();
    }
  }
  platform::ExitNow(kExitPrimaryGone);
}

void Secondary::Close() {
  watch_ = nullptr;
  std::vector<std::unique_ptr<DeviceServer>> servers;
  {
    const std::lock_guard lock(mutex_);
    servers.swap(servers_);
  }
  servers.clear();
  if (set_ != nullptr) {
    set_->Close();
    set_ = nullptr;
  }
  segment_ = nullptr;
  trace_ = nullptr;
}

}  // namespace handoff::broker
