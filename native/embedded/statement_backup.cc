// SPDX-License-Identifier: MIT
/// A device of a BACKUP: header writes block group by block group, then writes of the transfer
/// size, the tail, one or more flushes, Complete where it was asked for.
#include <algorithm>

#include "native/embedded/control_block.h"
#include "native/embedded/mtf.h"
#include "native/embedded/random.h"
#include "native/embedded/statement_lane.h"
#include "native/embedded/statement_messages.h"

namespace handoff::embedded {

namespace {

/// How far into a stream its header blocks are looked for.
constexpr size_t kHeaderBytesMax = 256 * 1024;

class BackupLane final : public DeviceLane {
 public:
  BackupLane(SharedRun* run, uint32_t index, ServerDevice* device, std::vector<uint8_t*> buffers,
             trace::Writer trace, Stream* stream)
      : DeviceLane(run, index, device, std::move(buffers), std::move(trace)), stream_(stream) {
    for (Slot& slot : slots())
      free_.push_back(&slot);
    // Drawn once for all devices alike, so that they stay in step.
    const uint64_t variety = Mix(statement().seed) % 3;
    flushes_after_headers_ = variety == 2 ? 1 : 0;
    flushes_at_end_ = variety == 1 ? 2 : 1;
  }

 protected:
  void Transfer() override {
    for (const uint32_t size : HeaderWrites()) {
      if (!Write(size))
        return;
    }
    for (uint32_t i = 0; i < flushes_after_headers_ && !ShouldStop(); ++i)
      Flush();
    while (position_ < stream_->bytes()) {
      const uint64_t left = stream_->bytes() - position_;
      if (!Write(static_cast<uint32_t>(std::min<uint64_t>(left, command_bytes()))))
        return;
    }
  }

  void OnData(Slot* slot) override {
    free_.push_back(slot);
    const vdi::VDS_Command& command = slot->command;
    if (command.completionCode == vdi::ERROR_SUCCESS && command.bytesTransferred == command.size) {
      AddBytes(command.size);
      return;
    }
    if (IsAborted())
      return;
    if (command.completionCode != vdi::ERROR_SUCCESS && IsWell())
      EnterIoError();
    FailWrite(command.completionCode != vdi::ERROR_SUCCESS ? command.completionCode
                                                           : vdi::ERROR_WRITE_FAULT);
  }

  void Conclude(bool is_well) override {
    for (uint32_t i = 0; is_well && i < flushes_at_end_; ++i)
      is_well = Flush();
    const bool all_well = run()->rendezvous()->Arrive(is_well);
    if (!all_well || !Grants(vdi::VDF_CompleteEnabled))
      return;
    const uint32_t code = Command(vdi::VDC_Complete);
    if (code != vdi::ERROR_SUCCESS && !IsAborted())
      Fail(CommandFailed(name(), "RequestDurableMedia: Complete", code, message_index()));
  }

 private:
  /// Sizes of the writes that carry the blocks before the data, whole device blocks each.
  std::vector<uint32_t> HeaderWrites() {
    std::vector<uint32_t> sizes;
    if (statement().command_bytes != 0)
      return sizes;  // measured runs have commands of one size
    const std::vector<uint8_t> beginning = stream_->Beginning(kHeaderBytesMax);
    uint32_t at = 0;
    for (const uint32_t boundary : mtf::HeaderBoundaries(beginning.data(), beginning.size())) {
      const uint32_t end = boundary / statement().block_bytes * statement().block_bytes;
      while (at < end) {
        sizes.push_back(std::min(end - at, command_bytes()));
        at += sizes.back();
      }
    }
    return sizes;
  }

  bool Write(uint32_t size) {
    while (free_.empty())
      WaitForCompletions();
    if (ShouldStop())
      return false;
    // The buffer that came back last is the one most likely still in a cache.
    Slot* slot = free_.back();
    Problem problem;
    if (!stream_->Read(slot->buffer, size, &problem)) {
      Fail(SourceFailed(problem, message_index()));
      return false;
    }
    free_.pop_back();
    Pace();
    Issue(slot, vdi::VDC_Write, size, static_cast<int64_t>(position_));
    position_ += size;
    return !ShouldStop();
  }

  bool Flush() {
    Drain();
    if (ShouldStop())
      return false;
    const uint32_t code = Command(vdi::VDC_Flush);
    if (code != vdi::ERROR_SUCCESS && !IsAborted())
      Fail(CommandFailed(name(), "RequestDurableMedia: Flush", code, message_index()));
    return code == vdi::ERROR_SUCCESS;
  }

  Stream* stream_;
  std::vector<Slot*> free_;
  uint64_t position_ = 0;
  uint32_t flushes_after_headers_;
  uint32_t flushes_at_end_;
};

}  // namespace

std::unique_ptr<DeviceLane> NewBackupLane(SharedRun* run, uint32_t index, ServerDevice* device,
                                          std::vector<uint8_t*> buffers, trace::Writer trace,
                                          Stream* stream) {
  return std::make_unique<BackupLane>(run, index, device, std::move(buffers), std::move(trace),
                                      stream);
}

}  // namespace handoff::embedded
