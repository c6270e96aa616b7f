// SPDX-License-Identifier: MIT
#include "native/sqlserver/linux_set.h"

#include <chrono>
#include <utility>
#include <vector>

#include "native/platform/deadline.h"
#include "native/sqlserver/bound_set.h"
#include "native/sqlserver/linux_accounts.h"

namespace handoff::sqlserver {

using namespace vdi;  // NOLINT: the codes keep Microsoft's names

namespace {

constexpr time_t kNoLimit = -1;
constexpr uint32_t kMsPerSecond = 1000;
/// Room for a set object: the published class holds one pointer; more costs nothing.
constexpr size_t kObjectBytes = 64;

/// Features that make a device tape-like or disk-like. With the Linux library disk-like operations
/// abort (a known fault of it, reference 8.2); tape-like ones nobody is known to use there.
constexpr uint32_t kPositioning = VDF_Rewind | VDF_Position | VDF_SkipBlocks | VDF_ReversePosition |
                                  VDF_FileMarks | VDF_RandomAccess;

/// The number that the library is given for a wait of `timeout_ms`, above 0.
time_t NumberFor(uint32_t timeout_ms, TimeUnit unit) {
  const uint64_t seconds = (uint64_t{timeout_ms} + kMsPerSecond - 1) / kMsPerSecond;
  return static_cast<time_t>(unit == TimeUnit::kSeconds ? seconds : timeout_ms);
}

/// The library's own object dies with its set and is never deleted from here: who owns it is not
/// published.
class LinuxDeviceCalls final : public DeviceCalls {
 public:
  LinuxDeviceCalls(std::shared_ptr<LinuxLibrary> library, void* object)
      : library_(std::move(library)), object_(object) {}

  Hresult GetCommand(uint32_t timeout_ms, VDC_Command** command) override;
  Hresult CompleteCommand(VDC_Command* command, uint32_t code, uint32_t bytes,
                          uint64_t position) override;

 private:
  /// One call of the library's wait, `left_ms` above 0.
  Hresult WaitOnce(uint32_t left_ms, VDC_Command** command);

  std::shared_ptr<LinuxLibrary> library_;
  void* object_;
};

Hresult LinuxDeviceCalls::GetCommand(uint32_t timeout_ms, VDC_Command** command) {
  if (timeout_ms == 0 || timeout_ms == INFINITE) {
    return library_->calls().get_command(object_, timeout_ms == 0 ? 0 : kNoLimit, command);
  }
  // The unit is not certain, so the library's word that the time is over counts only when it is.
  const platform::Deadline deadline(timeout_ms);
  Hresult result = VD_E_TIMEOUT;
  for (uint32_t left_ms = timeout_ms; left_ms > 0 && result == VD_E_TIMEOUT;
       left_ms = deadline.RemainingMs()) {
    result = WaitOnce(left_ms, command);
  }
  return result;
}

Hresult LinuxDeviceCalls::WaitOnce(uint32_t left_ms, VDC_Command** command) {
  const LinuxCalls& calls = library_->calls();
  const TimeUnit unit = library_->CommandUnit();
  if (unit != TimeUnit::kUnknown) {
    return calls.get_command(object_, NumberFor(left_ms, unit), command);
  }
  const auto start = std::chrono::steady_clock::now();
  const Hresult result = calls.get_command(object_, 1, command);
  if (result == VD_E_TIMEOUT) {
    library_->LearnCommandUnit(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return result;
}

Hresult LinuxDeviceCalls::CompleteCommand(VDC_Command* command, uint32_t code, uint32_t bytes,
                                          uint64_t position) {
  return library_->calls().complete_command(object_, command, static_cast<int>(code), bytes,
                                            static_cast<int64_t>(position));
}

class LinuxSetCalls final : public SetCalls {
 public:
  LinuxSetCalls(std::shared_ptr<LinuxLibrary> library, Striping striping)
      : library_(std::move(library)), calls_(library_->calls()), striping_(striping) {
    calls_.construct_set(object_);
  }
  ~LinuxSetCalls() override {
    calls_.destroy_set(object_);
  }

  Hresult Create(const char* instance, const char* name, VDConfig* config,
                 std::string* problem) override;
  Hresult OpenInSecondary(const char* instance, const char* name, std::string* problem) override;
  Hresult GetConfiguration(uint32_t timeout_ms, VDConfig* config) override;
  Hresult OpenDevice(const char* name, std::unique_ptr<DeviceCalls>* device) override;
  Hresult Close() override {
    return calls_.close(object_);
  }
  Hresult SignalAbort() override {
    return calls_.signal_abort(object_);
  }
  Hresult GetBufferHandle(uint8_t* buffer, uint32_t* handle) override {
    return calls_.get_buffer_handle(object_, buffer, handle);
  }
  Hresult MapBufferHandle(uint32_t handle, uint8_t** buffer) override {
    return calls_.map_buffer_handle(object_, static_cast<int>(handle), buffer);
  }

 private:
  // Refuse what this edition cannot do. @return NOERROR to go on
  static Hresult CheckInstance(const char* instance, std::string* problem);
  Hresult CheckWish(const VDConfig& wish, std::string* problem) const;
  Hresult CheckAccounts(std::string* problem) const;

  std::shared_ptr<LinuxLibrary> library_;
  const LinuxCalls& calls_;
  const Striping striping_;
  alignas(16) uint8_t object_[kObjectBytes] = {};
};

Hresult LinuxSetCalls::CheckInstance(const char* instance, std::string* problem) {
  if (instance == nullptr) {
    return NOERROR;
  }
  *problem = "SQL Server on Linux has no named instances: leave the instance empty.";
  return VD_E_INSTANCE_NAME;
}

Hresult LinuxSetCalls::CheckWish(const VDConfig& wish, std::string* problem) const {
  if ((wish.features & kPositioning) != 0) {
    *problem =
        "SQL Server's Linux library is used with pipe-like devices only: tape-like and disk-like "
        "ones are known to abort there.";
    return VD_E_NOTSUPPORTED;
  }
  const bool may_stripe = striping_ == Striping::kAlways || library_->IsStripingProved();
  if (wish.deviceCount > 1 && !may_stripe) {
    *problem = "More than one device has not been proved with " + library_->path() +
               ": run its self test first, or use one device.";
    return VD_E_NOTSUPPORTED;
  }
  return NOERROR;
}

Hresult LinuxSetCalls::CheckAccounts(std::string* problem) const {
  if (library_->IsStandIn()) {
    return NOERROR;  // Its server runs under the client's own account.
  }
  for (const std::string& each : AccountProblems(ReadAccountFacts())) {
    *problem += (problem->empty() ? "" : " ") + each;
  }
  return problem->empty() ? NOERROR : VD_E_SECURITY;
}

Hresult LinuxSetCalls::Create(const char* instance, const char* name, VDConfig* config,
                              std::string* problem) {
  Hresult result = CheckInstance(instance, problem);
  result = result == NOERROR ? CheckWish(*config, problem) : result;
  result = result == NOERROR ? CheckAccounts(problem) : result;
  if (result != NOERROR) {
    return result;
  }
  if (library_->ConfigurationUnit(problem) == TimeUnit::kUnknown) {
    return VD_E_UNEXPECTED;
  }
  std::string text = name;
  const GroupMask mask;
  return calls_.create(object_, text.data(), config);
}

Hresult LinuxSetCalls::OpenInSecondary(const char* instance, const char* name,
                                       std::string* problem) {
  Hresult result = CheckInstance(instance, problem);
  result = result == NOERROR ? CheckAccounts(problem) : result;
  if (result != NOERROR) {
    return result;
  }
  std::string text = name;
  return calls_.open_in_secondary(object_, text.data());
}

Hresult LinuxSetCalls::GetConfiguration(uint32_t timeout_ms, VDConfig* config) {
  if (timeout_ms == 0 || timeout_ms == INFINITE) {
    return calls_.get_configuration(object_, timeout_ms == 0 ? 0 : kNoLimit, config);
  }
  const TimeUnit unit = library_->KnownConfigurationUnit();
  const platform::Deadline deadline(timeout_ms);
  Hresult result = VD_E_TIMEOUT;
  for (uint32_t left_ms = timeout_ms; left_ms > 0 && result == VD_E_TIMEOUT;
       left_ms = deadline.RemainingMs()) {
    result = calls_.get_configuration(object_, NumberFor(left_ms, unit), config);
  }
  return result;
}

Hresult LinuxSetCalls::OpenDevice(const char* name, std::unique_ptr<DeviceCalls>* device) {
  std::string text = name == nullptr ? "" : name;
  void* opened = nullptr;
  const GroupMask mask;
  const Hresult result = calls_.open_device(object_, text.data(), &opened);
  if (result == NOERROR) {
    *device = std::make_unique<LinuxDeviceCalls>(library_, opened);
  }
  return result;
}

}  // namespace

std::unique_ptr<VirtualDeviceSet> NewLinuxSet(std::shared_ptr<LinuxLibrary> library,
                                              Striping striping) {
  return NewBoundSet(std::make_unique<LinuxSetCalls>(std::move(library), striping));
}

}  // namespace handoff::sqlserver
