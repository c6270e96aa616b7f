// SPDX-License-Identifier: MIT
/// The device's state machine, reference 1.6: Active, IO-ERROR, closed, and what SendCommand
/// refuses.
#include <doctest/doctest.h>

#include <algorithm>
#include <deque>

#include "native/test/set_fixture.h"

namespace handoff::test {

using namespace vdi;  // NOLINT: the codes keep Microsoft's names
using embedded::Dispatch;

namespace {

class Line : public Pair {
 public:
  explicit Line(Shape wanted = {}) : Pair(wanted) {
    Activate();
  }
  ~Line() {
    server->Close();  // Ends the commands that are still out, while they live.
  }

  Sent& Send(int32_t code, Hresult expected = NOERROR) {
    const bool is_transfer = code == VDC_Write || code == VDC_Read;
    uint8_t* buffer = is_transfer ? NewBuffer() : nullptr;
    Sent& sent = sent_.emplace_back(code, buffer, is_transfer ? 65536 : 0);
    CHECK(server_devices[0]->SendCommand(&sent.command) == expected);
    return sent;
  }
  VDC_Command* Get(int32_t expected) {
    VDC_Command* command = nullptr;
    REQUIRE(client_devices[0]->GetCommand(1000, &command) == NOERROR);
    REQUIRE(command->commandCode == expected);
    return command;
  }
  Hresult Poll() {
    VDC_Command* command = nullptr;
    return client_devices[0]->GetCommand(0, &command);
  }
  void Complete(VDC_Command* command, uint32_t code = 0, uint32_t bytes = 0) {
    CHECK(client_devices[0]->CompleteCommand(command, code, bytes, 0) == NOERROR);
  }
  /// Runs routines until this one ran. @return its completion code.
  uint32_t CodeOf(const Sent& sent) {
    while (!sent.HasRun()) {
      server_devices[0]->DispatchCompletions(10);
    }
    CHECK(sent.ran == 1);
    return sent.command.completionCode;
  }

 private:
  std::deque<Sent> sent_;
};

}  // namespace

TEST_SUITE_BEGIN("conformance");

TEST_CASE("IO-ERROR: an error refuses new commands at once, on the sending thread") {
  for (const Dispatch dispatch : {Dispatch::kOnDeviceThread, Dispatch::kOnAgent}) {
    Line line(Shape{.dispatch = dispatch});
    Sent& write = line.Send(VDC_Write);
    line.Complete(line.Get(VDC_Write), ERROR_DISK_FULL, 512);
    CHECK(line.CodeOf(write) == ERROR_DISK_FULL);
    CHECK(write.command.bytesTransferred == 512);
    for (const int32_t code : {VDC_Write, VDC_Read, VDC_Flush, VDC_Complete}) {
      Sent& refused = line.Send(code, VD_E_IO_ERROR);
      CHECK(refused.ran == 1);
      CHECK(refused.thread == std::this_thread::get_id());
      CHECK(refused.command.completionCode == ERROR_IO_DEVICE);
    }
    CHECK(line.Poll() == VD_E_TIMEOUT);  // The client sees none of them.
    Sent& clear = line.Send(VDC_ClearError);
    CHECK(line.Send(VDC_Flush, VD_E_IO_ERROR).ran == 1);  // Until it is answered.
    line.Complete(line.Get(VDC_ClearError));
    CHECK(line.CodeOf(clear) == ERROR_SUCCESS);
    Sent& flush = line.Send(VDC_Flush);
    line.Complete(line.Get(VDC_Flush));
    CHECK(line.CodeOf(flush) == ERROR_SUCCESS);
  }
}

TEST_CASE("IO-ERROR: queued commands that the client never fetched are answered 1117 for it") {
  Line line;
  Sent& write = line.Send(VDC_Write);
  Sent& second = line.Send(VDC_Write);
  Sent& flush = line.Send(VDC_Flush);
  line.Complete(line.Get(VDC_Write), ERROR_DISK_FULL);
  CHECK(line.CodeOf(write) == ERROR_DISK_FULL);
  CHECK(line.CodeOf(second) == ERROR_IO_DEVICE);
  CHECK(line.CodeOf(flush) == ERROR_IO_DEVICE);
  CHECK(line.Poll() == VD_E_TIMEOUT);
}

TEST_CASE("IO-ERROR: ClearError is withheld until all that was out has been completed") {
  Line line;
  Sent& first = line.Send(VDC_Write);
  Sent& second = line.Send(VDC_Write);
  Sent& third = line.Send(VDC_Write);
  VDC_Command* one = line.Get(VDC_Write);
  VDC_Command* two = line.Get(VDC_Write);
  VDC_Command* three = line.Get(VDC_Write);
  line.Complete(two, ERROR_IO_DEVICE);
  Sent& clear = line.Send(VDC_ClearError);
  CHECK(line.Poll() == VD_E_TIMEOUT);
  line.Complete(one, ERROR_SUCCESS, 65536);
  CHECK(line.Poll() == VD_E_TIMEOUT);
  line.Complete(three, ERROR_IO_DEVICE);
  CHECK(line.Get(VDC_ClearError) != nullptr);
  CHECK(line.CodeOf(second) == ERROR_IO_DEVICE);
  CHECK(line.CodeOf(first) == ERROR_SUCCESS);
  CHECK(line.CodeOf(third) == ERROR_IO_DEVICE);
  CHECK_FALSE(clear.HasRun());
}

TEST_CASE("IO-ERROR: a ClearError answered with an error leaves the device where it was") {
  Line line;
  line.Send(VDC_Write);
  line.Complete(line.Get(VDC_Write), ERROR_DISK_FULL);
  Sent& clear = line.Send(VDC_ClearError);
  line.Complete(line.Get(VDC_ClearError), ERROR_IO_DEVICE);
  CHECK(line.CodeOf(clear) == ERROR_IO_DEVICE);
  CHECK(line.Send(VDC_Flush, VD_E_IO_ERROR).ran == 1);
  CHECK(line.server->SignalAbort() == NOERROR);  // What the reference leaves the server.
  CHECK(line.Poll() == VD_E_ABORT);
}

TEST_CASE("IO-ERROR: the server may close the device or abort instead of ClearError") {
  Line closing;
  closing.Send(VDC_Write);
  closing.Complete(closing.Get(VDC_Write), ERROR_DISK_FULL);
  CHECK(closing.server_devices[0]->CloseDevice() == NOERROR);
  CHECK(closing.Poll() == VD_E_CLOSE);

  Line aborting;
  aborting.Send(VDC_Write);
  VDC_Command* held = aborting.Get(VDC_Write);
  aborting.Complete(held, ERROR_DISK_FULL);
  CHECK(aborting.server->SignalAbort() == NOERROR);
  CHECK(aborting.server_devices[0]->CloseDevice() == VD_E_ABORT);
  CHECK(aborting.Poll() == VD_E_ABORT);
}

TEST_CASE("IO-ERROR belongs to one device; end of data at a restore is one") {
  Line line(Shape{.devices = 2, .server_bits = VDF_ReadMedia});
  Sent& read = line.Send(VDC_Read);
  line.Complete(line.Get(VDC_Read), ERROR_HANDLE_EOF, 1024);
  CHECK(line.CodeOf(read) == ERROR_HANDLE_EOF);
  CHECK(read.command.bytesTransferred == 1024);
  CHECK(line.Send(VDC_Read, VD_E_IO_ERROR).ran == 1);
  Sent other(VDC_Flush);
  CHECK(line.server_devices[1]->SendCommand(&other.command) == NOERROR);
  VDC_Command* command = nullptr;
  CHECK(line.client_devices[1]->GetCommand(1000, &command) == NOERROR);
  line.server->Close();
}

TEST_CASE("ClearError in Active is a command like others") {
  Line line;
  Sent& clear = line.Send(VDC_ClearError);
  line.Complete(line.Get(VDC_ClearError));
  CHECK(line.CodeOf(clear) == ERROR_SUCCESS);
}

TEST_CASE("A full queue: VD_E_BUSY and 1450; it takes commands again after one completion") {
  Line line(Shape{.buffers = 64});
  for (int i = 0; i < 64; ++i) {
    line.Send(VDC_Flush);
  }
  Sent& refused = line.Send(VDC_Flush, VD_E_QUEUE_FULL);
  CHECK(refused.ran == 1);
  CHECK(refused.command.completionCode == ERROR_NO_SYSTEM_RESOURCES);
  VDC_Command* command = line.Get(VDC_Flush);
  CHECK(line.Send(VDC_Flush, VD_E_QUEUE_FULL).ran == 1);  // Fetched is not done.
  line.Complete(command);
  CHECK(line.server_devices[0]->DispatchCompletions(1000) == 1);
  line.Send(VDC_Flush);
}

TEST_CASE(
    "SendCommand refuses what the set does not carry, and buffers that are not the server's") {
  Line line;
  uint8_t* buffer = line.NewBuffer();
  uint8_t elsewhere = 0;
  const auto send = [&line](int32_t code, uint8_t* data, uint32_t size) {
    Sent sent(code, data, size);
    const Hresult result = line.server_devices[0]->SendCommand(&sent.command);
    CHECK(sent.ran == 1);
    CHECK(sent.command.completionCode == ERROR_INVALID_HANDLE);
    return result;
  };
  for (const int32_t code : {VDC_Rewind, VDC_WriteMark, VDC_SkipMarks, VDC_SkipBlocks, VDC_Load,
                             VDC_GetPosition, VDC_SetPosition, VDC_Discard, VDC_PrepareToFreeze,
                             VDC_FileInfoBegin, VDC_FileInfoEnd, VDC_GetError}) {
    CHECK(send(code, nullptr, 0) == VD_E_INVALID);
  }
  CHECK(send(0, nullptr, 0) == VD_E_INVALID);
  CHECK(send(20, nullptr, 0) == VD_E_INVALID);
  CHECK(send(VDC_Write, buffer, 0) == VD_E_INVALID);
  CHECK(send(VDC_Write, buffer, 513) == VD_E_INVALID);          // No multiple of the block size.
  CHECK(send(VDC_Write, buffer, 65536 + 512) == VD_E_INVALID);  // Above the transfer size.
  CHECK(send(VDC_Write, buffer + 512, 512) == VD_E_INVALID);    // Inside a buffer.
  CHECK(send(VDC_Write, &elsewhere, 512) == VD_E_INVALID);
  CHECK(send(VDC_Write, nullptr, 512) == VD_E_INVALID);
  Sent good(VDC_Write, buffer, 512);
  CHECK(line.server_devices[0]->SendCommand(&good.command) == NOERROR);
  CHECK(send(VDC_Write, buffer, 512) == VD_E_INVALID);  // Out already.
  CHECK(line.server->FreeBuffer(buffer, 65536) == VD_E_INVALID);
  CHECK(line.server_devices[0]->SendCommand(nullptr) == VD_E_INVALID);
  line.Complete(line.Get(VDC_Write), 0, 512);
  CHECK(line.CodeOf(good) == 0);
  CHECK(line.server->FreeBuffer(buffer, 65536) == NOERROR);
  CHECK(line.server->FreeBuffer(buffer, 65536) == VD_E_INVALID);
}

TEST_SUITE_END();

// Of the embedded set alone: SQL Server's Linux library is used with pipe-like devices only.
TEST_CASE("Commands that features grant do travel, with size and position both ways") {
  Line tape(Shape{.features = VDF_LikeTape | VDF_Discard, .server_bits = VDF_WriteMedia});
  for (const int32_t code : {VDC_Rewind, VDC_WriteMark, VDC_SkipMarks, VDC_SkipBlocks, VDC_Load,
                             VDC_GetPosition, VDC_SetPosition, VDC_Discard}) {
    Sent& sent = tape.Send(code);
    tape.Complete(tape.Get(code));
    CHECK(tape.CodeOf(sent) == 0);
  }
  Line disk(Shape{.features = VDF_LikeDisk, .server_bits = VDF_WriteMedia});
  Sent sent(VDC_SetPosition, nullptr, VDC_Current);
  sent.command.inPosition = 1LL << 40;
  REQUIRE(disk.server_devices[0]->SendCommand(&sent.command) == NOERROR);
  VDC_Command* command = disk.Get(VDC_SetPosition);
  CHECK(command->size == VDC_Current);
  CHECK(command->position == 1LL << 40);
  CHECK(command->buffer == nullptr);
  CHECK(disk.client_devices[0]->CompleteCommand(command, 0, 0, (1ULL << 40) + 7) == NOERROR);
  CHECK(disk.CodeOf(sent) == 0);
  CHECK(sent.command.outPosition == (1LL << 40) + 7);
  CHECK(disk.client_devices[0]->CompleteCommand(command, 0, 0, 0) == VD_E_INVALID);  // Once.
}

TEST_SUITE_BEGIN("conformance");

TEST_CASE("CompleteCommand takes exactly the pointers that GetCommand gave") {
  Line line;
  line.Send(VDC_Write);
  VDC_Command* command = line.Get(VDC_Write);
  VDC_Command copy = *command;
  VirtualDevice* device = line.client_devices[0];
  CHECK(device->CompleteCommand(nullptr, 0, 0, 0) == VD_E_INVALID);
  CHECK(device->CompleteCommand(&copy, 0, 0, 0) == VD_E_INVALID);
  CHECK(device->CompleteCommand(command + 1, 0, 0, 0) == VD_E_INVALID);
  auto* inside = reinterpret_cast<VDC_Command*>(reinterpret_cast<uint8_t*>(command) + 8);
  CHECK(device->CompleteCommand(inside, 0, 0, 0) == VD_E_INVALID);
  CHECK(device->CompleteCommand(command, 0, 65537, 0) == VD_E_INVALID);  // More than asked for.
  CHECK(device->CompleteCommand(command, 0, 65536, 0) == NOERROR);
  CHECK(device->CompleteCommand(command, 0, 65536, 0) == VD_E_INVALID);
  CHECK(device->GetCommand(0, nullptr) == VD_E_INVALID);
}

TEST_CASE("Several outstanding, completed in any order: each routine gets its own answer") {
  Line line(Shape{.buffers = 64});
  std::deque<Sent*> sent;
  std::vector<VDC_Command*> out;
  for (uint32_t i = 0; i < 48; ++i) {
    sent.push_back(&line.Send(VDC_Write));
    sent.back()->command.buffer[0] = static_cast<uint8_t>(i);
  }
  for (uint32_t i = 0; i < 48; ++i) {
    out.push_back(line.Get(VDC_Write));
  }
  for (uint32_t i = 0; i < 48; ++i) {
    const uint32_t pick = i * 17 % 48;
    line.Complete(out[pick], 0, (out[pick]->buffer[0] + 1u) * 512);
  }
  for (uint32_t i = 0; i < 48; ++i) {
    CHECK(line.CodeOf(*sent[i]) == 0);
    CHECK(sent[i]->command.bytesTransferred == (i + 1) * 512);
  }
}

TEST_CASE("CloseDevice: queued commands come first, then VD_E_CLOSE") {
  Line line;
  Sent& flush = line.Send(VDC_Flush);
  CHECK(line.server_devices[0]->CloseDevice() == NOERROR);
  CHECK(line.Send(VDC_Flush, VD_E_PROTOCOL).command.completionCode == ERROR_INVALID_HANDLE);
  VDC_Command* command = line.Get(VDC_Flush);
  line.Complete(command);
  CHECK(line.Poll() == VD_E_CLOSE);
  CHECK(line.Poll() == VD_E_PROTOCOL);  // NormallyTerminated with its only device.
  CHECK(line.CodeOf(flush) == 0);
}

TEST_CASE("Abort: everything out is swept with 995, late completions are ignored") {
  for (const bool is_server : {false, true}) {
    for (const Dispatch dispatch : {Dispatch::kOnDeviceThread, Dispatch::kOnAgent}) {
      Line line(Shape{.dispatch = dispatch});
      Sent& fetched = line.Send(VDC_Write);
      Sent& queued = line.Send(VDC_Write);
      VDC_Command* command = line.Get(VDC_Write);
      CHECK((is_server ? line.server->SignalAbort() : line.client->SignalAbort()) == NOERROR);
      CHECK(line.client_devices[0]->CompleteCommand(command, 0, 65536, 0) == VD_E_ABORT);
      CHECK(line.CodeOf(fetched) == ERROR_OPERATION_ABORTED);
      CHECK(line.CodeOf(queued) == ERROR_OPERATION_ABORTED);
      CHECK(fetched.command.bytesTransferred == 0);
      Sent late(VDC_Flush);
      CHECK(line.server_devices[0]->SendCommand(&late.command) == VD_E_ABORT);
      CHECK(late.ran == 1);
      CHECK(late.command.completionCode == ERROR_OPERATION_ABORTED);
      CHECK(line.Poll() == VD_E_ABORT);
      if (dispatch == Dispatch::kOnAgent) {
        line.agent.join();
        CHECK(line.agent_result == NOERROR);
      }
      CHECK(line.server->IsAborted());
    }
  }
}

TEST_CASE(
    "serverTimeOut aborts after two quiet intervals with something out, and never when idle") {
  Line line(Shape{.timeout_ms = 40});
  std::this_thread::sleep_for(std::chrono::milliseconds(200));  // Idle for five intervals.
  CHECK_FALSE(line.server->IsAborted());
  Sent& write = line.Send(VDC_Write);
  const auto start = std::chrono::steady_clock::now();
  CHECK(line.CodeOf(write) == ERROR_OPERATION_ABORTED);
  const auto quiet = std::chrono::steady_clock::now() - start;
  CHECK(quiet >= std::chrono::milliseconds(80));
  CHECK(quiet < std::chrono::milliseconds(1000));
  CHECK(line.Poll() == VD_E_ABORT);
}

TEST_CASE("serverTimeOut does not strike while completions go on arriving") {
  Line line(Shape{.timeout_ms = 60});
  const auto start = std::chrono::steady_clock::now();
  line.Send(VDC_Write);
  VDC_Command* never_done = line.Get(VDC_Write);
  while (std::chrono::steady_clock::now() - start < std::chrono::milliseconds(300)) {
    Sent& flush = line.Send(VDC_Flush);
    line.Complete(line.Get(VDC_Flush));
    CHECK(line.CodeOf(flush) == 0);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  CHECK_FALSE(line.server->IsAborted());
  line.Complete(never_done);
}

TEST_SUITE_END();

}  // namespace handoff::test
