// SPDX-License-Identifier: MIT
/// Commands and completions through one set: the happy path, several outstanding, out of order,
/// data both ways, stripes.
#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstring>

#include "native/test/set_fixture.h"

namespace handoff::test {

using namespace vdi;  // NOLINT: the codes keep Microsoft's names
using embedded::Dispatch;

TEST_SUITE_BEGIN("conformance");

TEST_CASE("A backup in small: Write, Flush, Complete, close on both sides") {
  for (const Dispatch dispatch : {Dispatch::kOnDeviceThread, Dispatch::kOnAgent}) {
    Shape shape;
    shape.dispatch = dispatch;
    Pair pair(shape);
    pair.Activate();
    CHECK(pair.config.features == (VDF_RequestComplete | VDF_WriteMedia | VDF_CompleteEnabled));
    uint8_t* buffer = pair.NewBuffer();
    std::memset(buffer, 0x5A, 65536);

    Sent write(VDC_Write, buffer, 65536);
    Sent flush(VDC_Flush);
    Sent complete(VDC_Complete);
    Sent* all[] = {&write, &flush, &complete};
    for (Sent* sent : all) {
      REQUIRE(pair.server_devices[0]->SendCommand(&sent->command) == NOERROR);
    }
    for (Sent* sent : all) {
      VDC_Command* command = nullptr;
      REQUIRE(pair.client_devices[0]->GetCommand(1000, &command) == NOERROR);
      CHECK(command->commandCode == sent->command.commandCode);
      if (command->commandCode == VDC_Write) {
        CHECK(command->buffer != buffer);
        CHECK(std::memcmp(command->buffer, buffer, 65536) == 0);
      }
      const uint32_t bytes = static_cast<uint32_t>(command->size);
      REQUIRE(pair.client_devices[0]->CompleteCommand(command, 0, bytes, 0) == NOERROR);
    }
    while (dispatch == Dispatch::kOnDeviceThread && complete.ran == 0) {
      pair.server_devices[0]->DispatchCompletions(1000);
    }
    for (Sent* sent : all) {
      sent->WaitUntilRun();
      CHECK(sent->ran == 1);
      CHECK(sent->command.completionCode == ERROR_SUCCESS);
    }
    CHECK(write.command.bytesTransferred == 65536);

    CHECK(pair.server_devices[0]->CloseDevice() == NOERROR);
    VDC_Command* command = nullptr;
    CHECK(pair.client_devices[0]->GetCommand(1000, &command) == VD_E_CLOSE);
    CHECK(command == nullptr);
    CHECK(pair.client->State() == embedded::SetState::kNormallyTerminated);
    CHECK(pair.server->Close() == NOERROR);
    CHECK(pair.client->Close() == NOERROR);
  }
}

namespace {

/// Serves a device until it ends; answers every command with success. @return how it ended.
Hresult ServeUntilEnd(VirtualDevice* device, uint32_t* served) {
  while (true) {
    VDC_Command* command = nullptr;
    const Hresult result = device->GetCommand(INFINITE, &command);
    if (result != NOERROR) {
      return result;
    }
    const bool is_good =
        command->buffer == nullptr || command->buffer[0] == static_cast<uint8_t>(command->position);
    *served += is_good ? 1 : 0;
    const uint32_t bytes = command->buffer != nullptr ? static_cast<uint32_t>(command->size) : 0;
    device->CompleteCommand(command, 0, bytes, 0);
  }
}

using Buffers = std::array<uint8_t*, 4>;

Buffers FourBuffers(Pair* pair) {
  return {pair->NewBuffer(), pair->NewBuffer(), pair->NewBuffer(), pair->NewBuffer()};
}

/// Keeps four writes out until `count` were sent or the set is aborted. @return how many were sent.
uint32_t SendMany(Pair* pair, uint32_t count, const Buffers& buffers,
                  std::vector<std::unique_ptr<Sent>>* sent) {
  for (uint32_t i = 0; i < count; ++i) {
    while (i >= 4 && !(*sent)[i - 4]->HasRun()) {
      if (pair->server_devices[0]->DispatchCompletions(10) == 0) {
        std::this_thread::yield();
      }
    }
    buffers[i % 4][0] = static_cast<uint8_t>(i);
    sent->push_back(std::make_unique<Sent>(VDC_Write, buffers[i % 4], 512));
    sent->back()->command.inPosition = i;
    if (pair->server_devices[0]->SendCommand(&sent->back()->command) == VD_E_ABORT) {
      return i + 1;
    }
  }
  return count;
}

}  // namespace

TEST_CASE("Thousands of commands between two threads, four out at a time") {
  for (const Dispatch dispatch : {Dispatch::kOnDeviceThread, Dispatch::kOnAgent}) {
    std::vector<std::unique_ptr<Sent>> sent;
    Pair pair(Shape{.dispatch = dispatch});
    pair.Activate();
    const Buffers buffers = FourBuffers(&pair);
    uint32_t served = 0;
    std::atomic<Hresult> end{NOERROR};
    std::thread client([&] { end = ServeUntilEnd(pair.client_devices[0], &served); });
    CHECK(SendMany(&pair, 3000, buffers, &sent) == 3000);
    CHECK(pair.server_devices[0]->CloseDevice() == NOERROR);
    client.join();
    CHECK(end == VD_E_CLOSE);
    CHECK(served == 3000);
    CHECK(pair.server->Close() == NOERROR);
    for (const auto& one : sent) {
      REQUIRE(one->ran == 1);
      REQUIRE(one->command.completionCode == ERROR_SUCCESS);
    }
  }
}

TEST_CASE("An abort at any moment: every routine runs once, nobody waits for ever") {
  for (uint32_t round = 0; round < 60; ++round) {
    std::vector<std::unique_ptr<Sent>> sent;
    Pair pair(Shape{.dispatch = round % 2 == 0 ? Dispatch::kOnDeviceThread : Dispatch::kOnAgent});
    pair.Activate();
    const Buffers buffers = FourBuffers(&pair);
    uint32_t served = 0;
    std::atomic<Hresult> end{NOERROR};
    std::thread client([&] { end = ServeUntilEnd(pair.client_devices[0], &served); });
    std::thread aborter([&] {
      std::this_thread::sleep_for(std::chrono::microseconds(round * 37 % 1500));
      CHECK((round % 4 < 2 ? pair.server->SignalAbort() : pair.client->SignalAbort()) == NOERROR);
    });
    SendMany(&pair, 1'000'000, buffers, &sent);
    aborter.join();
    client.join();
    CHECK(end == VD_E_ABORT);
    CHECK(pair.server->Close() == NOERROR);
    for (const auto& one : sent) {
      REQUIRE(one->ran == 1);
    }
  }
}

TEST_SUITE_END();

}  // namespace handoff::test
