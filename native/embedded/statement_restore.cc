// SPDX-License-Identifier: MIT
/// A device of a RESTORE: reads of varying sizes until the client says that there is no more. Reads
/// come back in any order and may be short; the bytes go to the sink in the order of the reads.
#include <algorithm>

#include "native/embedded/random.h"
#include "native/embedded/statement_lane.h"
#include "native/embedded/statement_messages.h"

namespace handoff::embedded {

namespace {

class RestoreLane final : public DeviceLane {
 public:
  RestoreLane(SharedRun* run, uint32_t index, ServerDevice* device, std::vector<uint8_t*> buffers,
              trace::Writer trace, Sink* sink)
      : DeviceLane(run, index, device, std::move(buffers), std::move(trace)),
        sink_(sink),
        random_(Mix(statement().seed) + index) {}

 protected:
  void Transfer() override {
    if (HasRandomAccess()) {
      const uint32_t code = Command(vdi::VDC_SetPosition, vdi::VDC_Beginning);
      if (code != vdi::ERROR_SUCCESS && !IsAborted())
        Fail(CommandFailed(name(), "SetPosition", code, message_index()));
    }
    const size_t count = slots().size();
    size_t head = 0;
    size_t out = 0;
    for (;;) {
      while (out < count && !has_ended_ && !ShouldStop()) {
        Pace();
        Read(&slots()[(head + out) % count]);
        ++out;
      }
      if (out == 0)
        return;
      Slot* slot = &slots()[head];
      WaitFor(slot);
      Consume(slot);
      head = (head + 1) % count;
      --out;
    }
  }

  /// Nothing here: what came is looked at in the order of the reads.
  void OnData(Slot*) override {}

  void Conclude(bool is_well) override {
    Problem problem;
    if (is_well && !sink_->Finish(&problem))
      Fail(SinkFailed(sink_->message_number(), problem, message_index()));
  }

 private:
  /// Mostly the transfer size; headers first in small pieces, and now and then any multiple of the
  /// block.
  uint32_t NextSize() {
    constexpr uint32_t kHeaderReads = 4;
    constexpr uint64_t kOddOneIn = 8;
    if (statement().command_bytes != 0)
      return command_bytes();
    const uint32_t blocks = command_bytes() / statement().block_bytes;
    const bool is_header = read_count_++ < kHeaderReads;
    if (!is_header && random_.Below(kOddOneIn) != 0)
      return command_bytes();
    const uint64_t most = is_header ? std::min<uint64_t>(blocks, 8) : blocks;
    return static_cast<uint32_t>(1 + random_.Below(most)) * statement().block_bytes;
  }

  void Read(Slot* slot) {
    const uint32_t size = NextSize();
    Issue(slot, vdi::VDC_Read, size, static_cast<int64_t>(asked_));
    asked_ += size;
  }

  void Consume(Slot* slot) {
    const vdi::VDS_Command& command = slot->command;
    const uint32_t code = command.completionCode;
    const bool is_end = code == vdi::ERROR_HANDLE_EOF || code == vdi::ERROR_NO_DATA_DETECTED;
    if (IsAborted() || !IsWell())
      return;
    // What was still under way when enough had come.
    if (sink_->IsSated())
      return;
    if (code != vdi::ERROR_SUCCESS && !is_end) {
      // Swept away with the read that met the end.
      if (has_ended_ && code == vdi::ERROR_IO_DEVICE)
        return;
      EnterIoError();
      Fail(TransferFailed(false, name(), code, message_index()));
      return;
    }
    if (is_end)
      EnterIoError();
    Deliver(slot->buffer, std::min(command.bytesTransferred, command.size));
    if (is_end || command.bytesTransferred == 0 || sink_->IsSated())
      has_ended_ = true;
    else if (command.bytesTransferred < command.size && HasRandomAccess())
      FillGap(slot);
  }

  /// Disk-like devices read at given positions: after a short read the rest is asked for again.
  void FillGap(Slot* slot) {
    const uint32_t left = slot->command.size - slot->command.bytesTransferred;
    const int64_t position = slot->command.inPosition + slot->command.bytesTransferred;
    if (ShouldStop())
      return;
    Issue(slot, vdi::VDC_Read, left, position);
    WaitFor(slot);
    Consume(slot);
  }

  void Deliver(const uint8_t* from, uint32_t size) {
    if (size == 0)
      return;
    Problem problem;
    if (has_ended_) {
      constexpr int32_t kDataAtEnd = 3266;
      problem.text = "More data came after the end of the stream.";
      Fail(SinkFailed(kDataAtEnd, problem, message_index()));
      return;
    }
    if (!sink_->Put(from, size, &problem)) {
      Fail(SinkFailed(sink_->message_number(), problem, message_index()));
      return;
    }
    AddBytes(size);
    has_ended_ = sink_->IsSated();
  }

  Sink* sink_;
  Random random_;
  uint64_t asked_ = 0;
  uint32_t read_count_ = 0;
  bool has_ended_ = false;
};

}  // namespace

std::unique_ptr<DeviceLane> NewRestoreLane(SharedRun* run, uint32_t index, ServerDevice* device,
                                           std::vector<uint8_t*> buffers, trace::Writer trace,
                                           Sink* sink) {
  return std::make_unique<RestoreLane>(run, index, device, std::move(buffers), std::move(trace),
                                       sink);
}

}  // namespace handoff::embedded
