// SPDX-License-Identifier: MIT
/// The working half in a secondary process: the set opened as a secondary client, the media of the
/// devices that are assigned to it, and the watch over the primary.
///
/// When the primary dies, what was written is nobody's backup: the watcher removes the unfinished
/// files and ends the process.
///
/// Threads: Open, OpenMedia, Close from one thread; Serve of a device from one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "native/broker/device_server.h"
#include "native/platform/process_watch.h"
#include "native/vdi/virtual_device_set.h"

namespace handoff::broker {

struct SecondaryOptions {
  std::string instance;
  bool has_instance = false;
  bool has_library = false;  ///< the set is SQL Server's library's, not the embedded one
  std::string library;       ///< its path, empty = where it is installed
  std::string set_name;
  std::string segment_name;  ///< empty = port mode: no broker segment, no threads
  uint32_t index = 0;
  std::string trace_name;  ///< empty = no trace
};

class Secondary {
 public:
  explicit Secondary(SecondaryOptions options);
  ~Secondary();
  Secondary(const Secondary&) = delete;
  Secondary& operator=(const Secondary&) = delete;

  /// Opens set, segment and trace. @return HRESULT; of a segment or trace that cannot be opened,
  /// HRESULT_FROM_WIN32(ERROR_BAD_ENVIRONMENT).
  vdi::Hresult Open();
  /// Opens all media, then (ring mode) starts their threads. @param codec_threads of all devices
  /// together
  bool OpenMedia(const std::vector<MediumSpec>& media, uint32_t codec_threads,
                 media::OpenError* error);
  /// Port mode. Null for a device without medium.
  DeviceServer* Server(uint32_t device);
  bool IsPortMode() const {
    return options_.segment_name.empty();
  }
  void Close();

 private:
  void OnPrimaryGone();

  const SecondaryOptions options_;
  std::unique_ptr<vdi::VirtualDeviceSet> set_;
  std::unique_ptr<Segment> segment_;
  std::shared_ptr<trace::Segment> trace_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<DeviceServer>> servers_;  ///< guarded by mutex_; index = device
  std::unique_ptr<platform::ProcessWatch> watch_;
};

}  // namespace handoff::broker
