// SPDX-License-Identifier: MIT
#include "native/sqlserver/linux_library.h"

#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace handoff::sqlserver {
namespace {

/// Room for a set object: the published class holds one pointer; more costs nothing.
constexpr size_t kObjectBytes = 64;
/// A wait with the number 1 that takes longer than this waited for seconds. A busy machine can make
/// a wait of 1 ms long, never one of 1 s short: so the shortest of several tries decides.
constexpr double kSecondsFrom = 0.9;
constexpr int kMeasurementsMax = 3;

constexpr char kStandInSymbol[] = "handoff_sqlvdi_stand_in";

struct Symbol {
  const char* name;
  const char* mangled;
  void* place;
};

double SecondsOf(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

const char* TextOf(TimeUnit unit) {
  return unit == TimeUnit::kSeconds ? "seconds" : "milliseconds";
}

std::mutex& MaskMutex() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace

GroupMask::GroupMask() {
  MaskMutex().lock();
  before_ = umask(0);
  umask(before_ & ~static_cast<mode_t>(S_IRWXG));
}

GroupMask::~GroupMask() {
  umask(before_);
  MaskMutex().unlock();
}

std::shared_ptr<LinuxLibrary> LinuxLibrary::Load(const std::string& path,
                                                 std::function<void(const std::string&)> say,
                                                 std::string* problem) {
  std::shared_ptr<LinuxLibrary> library(new LinuxLibrary);
  const char* variable = std::getenv(kLinuxLibraryVariable);
  const std::string fallback =
      variable != nullptr && *variable != '\0' ? variable : std::string(kLinuxLibrary);
  library->path_ = path.empty() ? fallback : path;
  library->say_ = std::move(say);
  // RTLD_LOCAL: its symbols must not mix with those of another library of the same interface.
  void* loaded = dlopen(library->path_.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (loaded == nullptr) {
    const char* reason = dlerror();
    *problem = "SQL Server's client library " + library->path_ + " cannot be loaded (" +
               (reason != nullptr ? reason : "no reason given") +
               "). Install the mssql-server package on this machine, or name the library in " +
               kLinuxLibraryVariable + ".";
    return nullptr;
  }
  if (!library->Resolve(loaded, problem)) {
    return nullptr;
  }
  library->is_stand_in_ = dlsym(loaded, kStandInSymbol) != nullptr;
  return library;
}

bool LinuxLibrary::Resolve(void* library, std::string* problem) {
  const Symbol symbols[] = {
      {"ClientVirtualDeviceSet()", "_ZN22ClientVirtualDeviceSetC1Ev", &calls_.construct_set},
      {"~ClientVirtualDeviceSet()", "_ZN22ClientVirtualDeviceSetD1Ev", &calls_.destroy_set},
      {"Create", "_ZN22ClientVirtualDeviceSet6CreateEPcP8VDConfig", &calls_.create},
      {"GetConfiguration", "_ZN22ClientVirtualDeviceSet16GetConfigurationElP8VDConfig",
       &calls_.get_configuration},
      {"OpenDevice", "_ZN22ClientVirtualDeviceSet10OpenDeviceEPcPP19ClientVirtualDevice",
       &calls_.open_device},
      {"Close", "_ZN22ClientVirtualDeviceSet5CloseEv", &calls_.close},
      {"SignalAbort", "_ZN22ClientVirtualDeviceSet11SignalAbortEv", &calls_.signal_abort},
      {"OpenInSecondary", "_ZN22ClientVirtualDeviceSet15OpenInSecondaryEPc",
       &calls_.open_in_secondary},
      {"GetBufferHandle", "_ZN22ClientVirtualDeviceSet15GetBufferHandleEPhPj",
       &calls_.get_buffer_handle},
      {"MapBufferHandle", "_ZN22ClientVirtualDeviceSet15MapBufferHandleEiPPh",
       &calls_.map_buffer_handle},
      {"GetCommand", "_ZN19ClientVirtualDevice10GetCommandElPP11VDC_Command", &calls_.get_command},
      {"CompleteCommand", "_ZN19ClientVirtualDevice15CompleteCommandEP11VDC_Commandiml",
       &calls_.complete_command},
  };
  for (const Symbol& symbol : symbols) {
    void* const address = dlsym(library, symbol.mangled);
    if (address == nullptr) {
      *problem = path_ + " has no method " + symbol.name + " (" + symbol.mangled +
                 "): it is no SQL Server client library, or one of another interface.";
      return false;
    }
    std::memcpy(symbol.place, &address, sizeof(address));
  }
  return true;
}

TimeUnit LinuxLibrary::ConfigurationUnit(std::string* problem) {
  const std::lock_guard lock(mutex_);
  if (configuration_unit_ == TimeUnit::kUnknown) {
    configuration_unit_ = MeasureConfigurationUnit(problem);
    if (configuration_unit_ != TimeUnit::kUnknown) {
      say_("GetConfiguration of " + path_ + " counts " + TextOf(configuration_unit_) + ".");
    }
  }
  return configuration_unit_;
}

TimeUnit LinuxLibrary::MeasureConfigurationUnit(std::string* problem) {
  alignas(16) uint8_t object[kObjectBytes] = {};
  std::string name = "handoff-time-unit-" + std::to_string(getpid());
  vdi::VDConfig config = {};
  config.deviceCount = 1;
  calls_.construct_set(object);
  int result = vdi::NOERROR;
  {
    const GroupMask mask;
    result = calls_.create(object, name.data(), &config);
  }
  double shortest = 0;
  bool has_expired = false;
  for (int i = 0; result == vdi::NOERROR && i < kMeasurementsMax; ++i) {
    const double seconds =
        SecondsOf([&] { result = calls_.get_configuration(object, 1, &config); });
    if (result == vdi::VD_E_TIMEOUT) {
      shortest = has_expired ? std::min(shortest, seconds) : seconds;
      has_expired = true;
      result = vdi::NOERROR;
    }
    if (has_expired && shortest < kSecondsFrom) {
      break;
    }
  }
  calls_.close(object);
  calls_.destroy_set(object);
  if (!has_expired) {
    const char* const code = vdi::NameOfHresult(result);
    *problem = path_ + " could not make a set to measure its time unit with (" +
               (code != nullptr ? code : std::to_string(result)) + ").";
    return TimeUnit::kUnknown;
  }
  return shortest < kSecondsFrom ? TimeUnit::kMilliseconds : TimeUnit::kSeconds;
}

void LinuxLibrary::LearnCommandUnit(double seconds) {
  const TimeUnit unit = seconds < kSecondsFrom ? TimeUnit::kMilliseconds : TimeUnit::kSeconds;
  const TimeUnit before = command_unit_.load(std::memory_order_acquire);
  // One short wait proves milliseconds for good; a long one only suggests seconds.
  const bool is_news = before == TimeUnit::kUnknown ||
                       (before == TimeUnit::kSeconds && unit == TimeUnit::kMilliseconds);
  if (is_news && command_unit_.exchange(unit, std::memory_order_acq_rel) != unit) {
    say_("GetCommand of " + path_ + " counts " + TextOf(unit) + ".");
  }
}

}  // namespace handoff::sqlserver
