// SPDX-License-Identifier: MIT
/// The server half of the embedded set: one to one the methods of IServerVirtualDeviceSet2 and
/// IServerVirtualDevice over our own shared memory.
///
/// Threads: the set from any thread; a device from the thread that sends on it. Completion routines
/// run on the thread inside ExecuteCompletionAgent, or, for a device in `kOnDeviceThread` mode, on
/// the thread that calls DispatchCompletions of that device (one wake-up less a command).
/// Source: specification, server pages (80xj and the page named at each method).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "native/embedded/client_set.h"
#include "native/vdi/vdi.h"
#include "native/vdi/vdi_error.h"

namespace handoff::embedded {

enum class Dispatch {
  kOnAgent,         ///< as published: ExecuteCompletionAgent runs the completion routines
  kOnDeviceThread,  ///< ours: the device's own thread runs them in DispatchCompletions
};

/// Ours: what a device is to its server; reference 1.6.
enum class DeviceState : uint32_t { kNotOpen = 0, kActive, kIoError, kClosed };

/// "NotOpen", "Active", "IoError", "Closed".
const char* NameOfDeviceState(DeviceState state);

/// Ours: who may touch a buffer now.
enum class BufferHolder : uint32_t { kFree = 0, kServer, kClient };

/// Ours: one buffer of the set, for pictures.
struct BufferView {
  uint32_t index;
  uint32_t size;        ///< of the data zone, in bytes
  uint32_t generation;  ///< how often a client got it
  BufferHolder holder;
};

class ServerDevice {
 public:
  virtual ~ServerDevice() = default;

  /// Queues a command. The command must stay valid until its completion routine ran, which happens
  /// exactly once whatever this returns. @return NOERROR, VD_E_QUEUE_FULL, VD_E_IO_ERROR,
  /// VD_E_PROTOCOL, VD_E_ABORT. Source: 1mg4.
  virtual vdi::Hresult SendCommand(vdi::VDS_Command* command) = 0;

  /// Ends the device: the client's GetCommand answers VD_E_CLOSE. @return NOERROR, VD_E_CLOSE
  /// (already closed), VD_E_ABORT. Source: 2yp1.
  virtual vdi::Hresult CloseDevice() = 0;

  /// kOnDeviceThread only: waits up to `timeout_ms` for completions of this device and runs their
  /// routines. @return how many ran; 0 after a timeout; also runs those that an abort sweeps (995).
  virtual uint32_t DispatchCompletions(uint32_t timeout_ms) = 0;

  /// Ours. Any thread.
  virtual DeviceState State() = 0;
};

class ServerSet {
 public:
  static std::unique_ptr<ServerSet> New();
  virtual ~ServerSet() = default;

  /// @return NOERROR, VD_E_INVALID (no such set), VD_E_PROTOCOL. Source: 3gha.
  virtual vdi::Hresult Open(const char* instance, const char* name) = 0;
  /// The client's wishes, later the final values. Source: 8z3i.
  virtual vdi::Hresult GetConfiguration(vdi::VDConfig* config) = 0;
  /// Header order of arguments. `alignment` 0 means blockSize. @return NOERROR, VD_E_ABORT,
  /// VD_E_PROTOCOL, VD_E_NOTSUPPORTED (illegal value). Source: 3zxq, vdi.h.
  virtual vdi::Hresult BeginConfiguration(uint32_t features, uint32_t block_size,
                                          uint32_t alignment, uint32_t max_transfer_size,
                                          uint32_t timeout_ms) = 0;
  /// @return NOERROR, VD_E_ABORT, VD_E_PROTOCOL, VD_E_MEMORY. Source: 8ktv.
  virtual vdi::Hresult RequestBuffers(uint32_t size, uint32_t alignment, uint32_t count) = 0;
  /// How many buffers of this kind could still be carved from the area (no published page).
  virtual vdi::Hresult QueryAvailableBuffers(uint32_t size, uint32_t alignment,
                                             uint32_t* count) = 0;
  /// Allocates the segments. @return NOERROR, VD_E_ABORT, VD_E_PROTOCOL, VD_E_MEMORY. Source: 1u7i.
  virtual vdi::Hresult EndConfiguration() = 0;
  /// `device` is owned by the set. @return NOERROR, VD_E_OPEN, VD_E_PROTOCOL, VD_E_ABORT,
  /// VD_E_INVALID (name given twice). The first name must be the set's. Source: 986d.
  virtual vdi::Hresult OpenDevice(const char* name, Dispatch dispatch, ServerDevice** device) = 0;
  /// Blocks until the set is closed or aborted; runs completion routines (see Dispatch). 9l9w.
  virtual vdi::Hresult ExecuteCompletionAgent() = 0;
  /// `alignment` a power of two. @return NOERROR, VD_E_MEMORY, VD_E_INVALID. Source: 271u.
  virtual vdi::Hresult AllocateBuffer(uint8_t** buffer, uint32_t size, uint32_t alignment) = 0;
  /// @return NOERROR, VD_E_INVALID, VD_E_ABORT after an abort. Source: 9acy.
  virtual vdi::Hresult FreeBuffer(uint8_t* buffer, uint32_t size) = 0;
  /// 1 when the address lies in a buffer of this set, else 0. Source: 5kmq.
  virtual vdi::Hresult IsSharedBuffer(const uint8_t* buffer) = 0;
  virtual vdi::Hresult SignalAbort() = 0;
  /// @return NOERROR; VD_E_PROTOCOL with devices open (acts anyway). Source: 4kyt.
  virtual vdi::Hresult Close() = 0;

  /// Ours: the index (0..4095) of the buffer at this data start, for the trace; -1 for none.
  virtual int32_t BufferIndex(const uint8_t* buffer) = 0;
  /// Ours: true once any side aborted or the primary client died.
  virtual bool IsAborted() = 0;
  /// Ours: the state of reference 1.5.
  virtual SetState State() = 0;
  /// Ours: a thread is, or was, inside ExecuteCompletionAgent of this set.
  virtual bool HasAgent() = 0;
  /// Ours: all buffers in order of their indexes; empty before EndConfiguration.
  virtual std::vector<BufferView> Buffers() = 0;
  /// Ours: writes `pattern` over and over into the whole data zone of an allocated buffer that is
  /// not out with a command. @return NOERROR, VD_E_PROTOCOL (no buffers yet), VD_E_INVALID,
  /// VD_E_ABORT.
  virtual vdi::Hresult FillBuffer(uint8_t* buffer, const uint8_t* pattern,
                                  uint32_t pattern_bytes) = 0;
};

}  // namespace handoff::embedded
