// SPDX-License-Identifier: MIT
/// SQL Server's client library on Linux, `libsqlvdi.so`, loaded at run time: its C++ methods by
/// their mangled names (reference 8.2), and what has been found out about it.
///
/// Threads: any. Ownership: shared by the sets made from it; it is never unloaded, because the
/// library may have threads of its own.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <ctime>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "native/vdi/vdi.h"
#include "native/vdi/vdi_error.h"

namespace handoff::sqlserver {

/// Where SQL Server's package installs it.
inline constexpr char kLinuxLibrary[] = "/opt/mssql/lib/libsqlvdi.so";
/// Names another one where no option does.
inline constexpr char kLinuxLibraryVariable[] = "HANDOFF_SQLVDI_LIBRARY";

/// What the number that a wait takes means. Microsoft's text says milliseconds, its sample program
/// says seconds (reference 11, no. 2), so each of the two waits is measured once.
enum class TimeUnit : uint32_t { kUnknown = 0, kMilliseconds, kSeconds };

/// The methods. The first argument is the object: System V passes `this` like any pointer.
struct LinuxCalls {
  void (*construct_set)(void*);
  void (*destroy_set)(void*);
  int (*create)(void*, char*, vdi::VDConfig*);
  int (*get_configuration)(void*, time_t, vdi::VDConfig*);
  int (*open_device)(void*, char*, void**);
  int (*close)(void*);
  int (*signal_abort)(void*);
  int (*open_in_secondary)(void*, char*);
  int (*get_buffer_handle)(void*, uint8_t*, unsigned int*);
  int (*map_buffer_handle)(void*, int, uint8_t**);
  int (*get_command)(void*, time_t, vdi::VDC_Command**);
  int (*complete_command)(void*, vdi::VDC_Command*, int, unsigned long, int64_t);
};

class LinuxLibrary {
 public:
  /// @param path   empty: the environment's HANDOFF_SQLVDI_LIBRARY, else
  /// /opt/mssql/lib/libsqlvdi.so
  /// @param say    gets one line for each thing found out (the time units); any thread
  /// @param problem  why it could not be loaded and what to do, on failure
  /// @return null on failure
  static std::shared_ptr<LinuxLibrary> Load(const std::string& path,
                                            std::function<void(const std::string&)> say,
                                            std::string* problem);

  const LinuxCalls& calls() const {
    return calls_;
  }
  const std::string& path() const {
    return path_;
  }
  /// Handoff's own library: the server behind it is the embedded one.
  bool IsStandIn() const {
    return is_stand_in_;
  }

  /// Unit of GetConfiguration, measured at the first question by a set of its own that nobody
  /// serves. @return kUnknown with `problem` filled when the library cannot make a set
  TimeUnit ConfigurationUnit(std::string* problem);

  /// The same without measuring: kUnknown in a process that has made no set (a secondary, which
  /// waits for nothing here).
  TimeUnit KnownConfigurationUnit() {
    const std::lock_guard lock(mutex_);
    return configuration_unit_;
  }

  /// Unit of GetCommand, which can only be measured by a wait that expires: kUnknown until one did.
  TimeUnit CommandUnit() const {
    return command_unit_.load(std::memory_order_acquire);
  }
  /// A GetCommand with the number 1 expired after so long.
  void LearnCommandUnit(double seconds);

  /// Whether more than one device has been proved to work (see self_test.h).
  bool IsStripingProved() const {
    return is_striping_proved_.load(std::memory_order_acquire);
  }
  void SetStripingProved() {
    is_striping_proved_.store(true, std::memory_order_release);
  }

 private:
  LinuxLibrary() = default;
  bool Resolve(void* library, std::string* problem);
  TimeUnit MeasureConfigurationUnit(std::string* problem);

  std::string path_;
  std::function<void(const std::string&)> say_;
  LinuxCalls calls_ = {};
  bool is_stand_in_ = false;
  std::mutex mutex_;  ///< guards configuration_unit_
  TimeUnit configuration_unit_ = TimeUnit::kUnknown;
  std::atomic<TimeUnit> command_unit_{TimeUnit::kUnknown};
  std::atomic<bool> is_striping_proved_{false};
};

/// The library at this path, loaded at the first question; what it finds out goes to
/// LibraryFindings(). @return null with `problem` filled when it cannot be loaded
std::shared_ptr<LinuxLibrary> LibraryAt(const std::string& path, std::string* problem);

/// The group bits of new files stay, as the shared memory of a set needs them (the server's account
/// opens it by its group), while one of these lives. One at a time; the mask is the process's, so
/// files that other threads make meanwhile get their group bits too.
class GroupMask {
 public:
  GroupMask();
  ~GroupMask();
  GroupMask(const GroupMask&) = delete;
  GroupMask& operator=(const GroupMask&) = delete;

 private:
  mode_t before_;
};

}  // namespace handoff::sqlserver
