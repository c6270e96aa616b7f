// SPDX-License-Identifier: MIT
/// The client half of the Virtual Device Interface as abstract classes: one to one the methods of
/// IClientVirtualDeviceSet2 and IClientVirtualDevice, with their own return codes.
///
/// Implementations: native/embedded (our own shared memory), native/sqlserver (the bindings of the
/// published libraries).
///
/// Threads: the set from any thread; a device from one thread at a time, except that SignalAbort on
/// the set wakes a GetCommand that is blocked in another thread. Source: specification, process
/// model (1ess). Strings are UTF-8; a null instance means the default instance.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "native/platform/doorbell.h"
#include "native/vdi/vdi.h"
#include "native/vdi/vdi_error.h"

namespace handoff::vdi {

/// States of a set. Client view: reference 1.4; server view: 1.5. The numbers travel in trace
/// events (kStateChange).
enum class SetState : uint32_t {
  kDoesNotExist = 0,
  kConnected = 1,  ///< seen by the server only
  kConfigurable = 2,
  kInitializing = 3,
  kActive = 4,
  kNormallyTerminated = 5,
  kAborted = 6,
};

/// "DoesNotExist", "Connected", "Configurable", "Initializing", "Active", "NormallyTerminated",
/// "AbnormallyTerminated".
const char* NameOfState(SetState state);

struct SegmentGeometry {
  uint64_t bytes;
  uint32_t buffers;
  uint32_t stride;       ///< bytes from one data start to the next
  uint32_t data_offset;  ///< bytes from the segment's start to its first data start
};

/// Longest peek, in bytes.
inline constexpr uint32_t kPeekBytesMax = 4096;

class VirtualDevice {
 public:
  virtual ~VirtualDevice() = default;

  /// Waits up to `timeout_ms` (INFINITE = no limit, 0 = poll) for the next command.
  /// @return NOERROR, VD_E_CLOSE (normal end), VD_E_TIMEOUT, VD_E_ABORT, VD_E_PROTOCOL.
  /// The command stays the property of the set and is valid until completed. Source: 4oh0.
  virtual Hresult GetCommand(uint32_t timeout_ms, VDC_Command** command) = 0;

  /// Completes a command that this device's GetCommand returned. `code` is a Win32 code, 0 =
  /// success. After NOERROR the buffer belongs to the server again at once.
  /// @return NOERROR, VD_E_INVALID (not an active command), VD_E_ABORT, VD_E_PROTOCOL. Source:
  /// 4bfo.
  virtual Hresult CompleteCommand(VDC_Command* command, uint32_t code, uint32_t bytes,
                                  uint64_t position) = 0;

  /// Not published by Microsoft: the bell that rings when a command, a close or an abort arrives,
  /// so that one thread can wait for commands and for its own work at once. Null where the
  /// implementation has none. Owned by the set, valid until its Close.
  virtual platform::Doorbell* CommandBell() {
    return nullptr;
  }
};

class VirtualDeviceSet {
 public:
  virtual ~VirtualDeviceSet() = default;

  /// Makes a new set with this process as primary client. `config`: the first seven fields are
  /// read.
  /// @return NOERROR, VD_E_NOTSUPPORTED (config), VD_E_PROTOCOL (object has a set already),
  /// VD_E_INVALID (name), HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS) (name in use),
  /// VD_E_INSTANCE_NAME, VD_E_UNEXPECTED. Source: 02ew.
  virtual Hresult CreateEx(const char* instance, const char* name, VDConfig* config) = 0;

  /// SQL Server 7.0's form: CreateEx with the instance in the environment's _VIRTUAL_SERVER_NAME_.
  Hresult Create(const char* name, VDConfig* config);

  /// Waits until the server has configured the set. @return NOERROR, VD_E_ABORT, VD_E_TIMEOUT,
  /// VD_E_PROTOCOL. Source: 1vou.
  virtual Hresult GetConfiguration(uint32_t timeout_ms, VDConfig* config) = 0;

  /// Opens one device by name; the first is named like the set. `*device` is owned by the set and
  /// dies at Close; null on failure. @return NOERROR, VD_E_ABORT, VD_E_OPEN (all are open),
  /// VD_E_PROTOCOL, VD_E_INVALID (no such name). Source: 9wrp.
  virtual Hresult OpenDevice(const char* name, VirtualDevice** device) = 0;

  /// Ends this process's use of the set. Every use of buffers and devices must have ended.
  /// @return NOERROR, VD_E_PROTOCOL (no set), VD_E_OPEN (devices were open: aborts, releases).
  /// 62w5.
  virtual Hresult Close() = 0;

  /// Aborts the whole set; wakes every blocked call. @return NOERROR, VD_E_PROTOCOL (no set). 60vo.
  virtual Hresult SignalAbort() = 0;

  /// Opens an existing set as secondary client, after the primary's GetConfiguration returned.
  /// @return NOERROR, VD_E_PROTOCOL, VD_E_ABORT. Source: 9hh4.
  virtual Hresult OpenInSecondaryEx(const char* instance, const char* name) = 0;

  /// SQL Server 7.0's form: OpenInSecondaryEx with the instance in _VIRTUAL_SERVER_NAME_.
  Hresult OpenInSecondary(const char* name);

  /// A process-independent number for the buffer of a command that this process received and has
  /// not completed. @return NOERROR, VD_E_PROTOCOL (set not open here), VD_E_INVALID, VD_E_ABORT.
  /// 2411.
  virtual Hresult GetBufferHandle(uint8_t* buffer, uint32_t* handle) = 0;

  /// This process's address of the data start of the buffer with this handle; maps it on first use.
  /// @return NOERROR, VD_E_PROTOCOL, VD_E_INVALID (unknown, stale, foreign), VD_E_ABORT. 1sdh.
  virtual Hresult MapBufferHandle(uint32_t handle, uint8_t** buffer) = 0;

  /// Not published by Microsoft: the CommandBell of any device of the set, usable from every
  /// process that has it open, so that a secondary can wake a device's thread. Null where there is
  /// none.
  virtual platform::Doorbell* DeviceBell(uint32_t device_index) {
    static_cast<void>(device_index);
    return nullptr;
  }

  // The rest is not published either; it serves pictures, tests and messages. Any thread.

  /// The state as this process sees it. The embedded set reads it from the set; the bindings know
  /// what their own calls were answered, so that they notice an abort at the next call.
  virtual SetState State() = 0;

  /// deviceCount of the set; 0 while none is open. A secondary of a published library learns it
  /// from GetConfiguration.
  virtual uint32_t DeviceCount() = 0;

  /// The buffer segments in order of their buffers' indexes; empty before GetConfiguration
  /// returned, and always where the implementation does not show them.
  virtual std::vector<SegmentGeometry> Geometry() {
    return {};
  }

  /// Copies up to kPeekBytesMax bytes at `offset` of the data zone of a buffer that is out with a
  /// client; `*copied` is cut at the end of the buffer. @return as MapBufferHandle; VD_E_INVALID
  /// for an offset beyond the buffer or a `length` above kPeekBytesMax.
  virtual Hresult Peek(uint32_t handle, uint32_t offset, uint32_t length, uint8_t* bytes,
                       uint32_t* copied) = 0;

  /// Why the last call that failed in this object failed, as one sentence with what to do; empty
  /// where its code says all that is known.
  virtual std::string Problem() {
    return {};
  }
};

}  // namespace handoff::vdi
