// SPDX-License-Identifier: MIT
/// The server half's set object: its calls in server_set.cc, the completion agent, the timeout and
/// the end in server_agent.cc.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "native/embedded/buffer_area.h"
#include "native/embedded/server_device.h"
#include "native/embedded/server_set.h"
#include "native/embedded/shared_set.h"
#include "native/platform/call_gate.h"

namespace handoff::embedded {

class ServerSetHalf final : public ServerSet {
 public:
  ServerSetHalf();
  ~ServerSetHalf() override;

  vdi::Hresult Open(const char* instance, const char* name) override;
  vdi::Hresult GetConfiguration(vdi::VDConfig* config) override;
  vdi::Hresult BeginConfiguration(uint32_t features, uint32_t block_size, uint32_t alignment,
                                  uint32_t max_transfer_size, uint32_t timeout_ms) override;
  vdi::Hresult RequestBuffers(uint32_t size, uint32_t alignment, uint32_t count) override;
  vdi::Hresult QueryAvailableBuffers(uint32_t size, uint32_t alignment, uint32_t* count) override;
  vdi::Hresult EndConfiguration() override;
  vdi::Hresult OpenDevice(const char* name, Dispatch dispatch, ServerDevice** device) override;
  vdi::Hresult ExecuteCompletionAgent() override;
  vdi::Hresult AllocateBuffer(uint8_t** buffer, uint32_t size, uint32_t alignment) override;
  vdi::Hresult FreeBuffer(uint8_t* buffer, uint32_t size) override;
  vdi::Hresult IsSharedBuffer(const uint8_t* buffer) override;
  vdi::Hresult SignalAbort() override;
  vdi::Hresult Close() override;
  int32_t BufferIndex(const uint8_t* buffer) override;
  bool IsAborted() override;
  SetState State() override;
  bool HasAgent() override {
    return has_agent_;
  }
  std::vector<BufferView> Buffers() override;
  vdi::Hresult FillBuffer(uint8_t* buffer, const uint8_t* pattern, uint32_t pattern_bytes) override;

 private:
  /// The state of reference 1.5. Inside the gate.
  SetState ServerView() const;
  uint32_t AlignmentOr(uint32_t alignment) const;
  void MakeReady();
  bool RunAgentOnce();
  bool IsAgentDone() const;
  void OnTick();

  std::mutex lifecycle_;  ///< every call that changes what ServerView says, one at a time
  platform::CallGate gate_;
  std::unique_ptr<SharedSet> shared_;
  std::unique_ptr<BufferArea> area_;
  std::vector<std::unique_ptr<ServerDeviceHalf>>
      devices_;  ///< all 64, so that stale pointers stay safe
  std::atomic<bool> has_begun_{false};
  std::atomic<bool> has_ended_{false};
  std::atomic<bool> has_agent_{false};
  std::atomic<bool> was_aborted_{false};  ///< how the last set ended
  std::atomic<uint32_t> open_count_{0};

  // The watch's thread only: what the last tick saw.
  uint64_t last_answered_ = 0;
  bool was_waiting_ = false;
  uint32_t quiet_intervals_ = 0;
};

}  // namespace handoff::embedded
