// SPDX-License-Identifier: MIT
/// What every file of this folder shares: the data of one JavaScript environment, work on native
/// threads that ends in a promise, and events from native threads to a JavaScript function.
///
/// Threads: all classes belong to the JavaScript thread but for the members that say otherwise.
/// Ownership: `Environment` lives until the environment's clean-up hook ran and the last object is
/// gone. The hook interrupts and closes every registered `Closable`, children (registered later)
/// first, joins all threads, and only then lets go of JavaScript references. After it nothing runs
/// any more.
///
/// libuv's pool is never used: a VDI call may wait for ever, and four such calls would stop every
/// file operation of the process.
#pragma once

#include <napi.h>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "native/platform/process_handle.h"

namespace handoff::addon {

/// A native object with threads or mappings, as the clean-up sees it.
class Closable {
 public:
  virtual ~Closable() = default;
  /// Makes every blocked call of this object return soon. Does not block. Idempotent.
  virtual void Interrupt() = 0;
  /// Joins the object's threads and releases what it holds. Idempotent, callable in every state.
  virtual void Close() = 0;
};

/// Runs on the JavaScript thread; gets an environment with a handle scope open.
using JsTask = std::function<void(Napi::Env)>;
/// Settles a promise; runs on the JavaScript thread exactly once, unless the environment ends
/// first.
using Settle = std::function<void(Napi::Env, const Napi::Promise::Deferred&)>;
/// What a native thread does; gives back how the promise is to be settled.
using Work = std::function<Settle()>;

/// Tasks from native threads to the JavaScript thread, in order.
/// The one thread-safe function behind it is called without blocking and holds at most one wake-up.
/// Its length is bounded by those who post: a promise posts once, an EventSink has a bound of its
/// own.
class TaskQueue : public std::enable_shared_from_this<TaskQueue> {
 public:
  /// Null when the thread-safe function cannot be made.
  static std::shared_ptr<TaskQueue> Create(Napi::Env env);

  /// Any thread; never blocks. @return false when closed: then the task is untouched.
  bool Post(JsTask&& task);
  /// JavaScript thread: while the count is above zero the event loop stays alive.
  void Hold();
  void Unhold();
  /// JavaScript thread: refuses tasks from now on and drops those that wait.
  void Close();
  /// The process is exiting: tasks are still taken, but nobody will be woken for them.
  void Silence();

 private:
  TaskQueue() = default;
  static void OnWake(napi_env env, napi_value function, void* context, void* data);
  void RunAll(Napi::Env env);

  napi_env env_ = nullptr;
  napi_threadsafe_function wake_ = nullptr;
  uint32_t holds_ = 0;
  std::mutex mutex_;
  std::vector<JsTask> tasks_;  // guarded by mutex_
  bool woken_ = false;         // guarded by mutex_: a wake-up is under way
  bool closed_ = false;        // guarded by mutex_
};

/// Seen by long work on threads: raised once the environment is ending.
class Stop {
 public:
  /// Any thread.
  bool IsRequested() const {
    return alarm_.IsRaised();
  }
  void Request() {
    alarm_.Raise();
  }
  /// For waits that are to return with the request.
  const platform::Alarm& alarm() const {
    return alarm_;
  }

 private:
  platform::Alarm alarm_;
};

/// The addon's data of one environment (main thread, worker, Electron main, utility process).
class Environment {
 public:
  static std::shared_ptr<Environment> Of(Napi::Env env);
  /// Called once by the module's initialiser.
  static void Install(Napi::Env env);

  const std::shared_ptr<TaskQueue>& Tasks() const {
    return tasks_;
  }
  const std::shared_ptr<Stop>& Stopping() const {
    return stop_;
  }
  /// True once the clean-up hook ran: objects must not touch JavaScript any more.
  bool HasEnded() const {
    return ended_;
  }

  /// Owner unregisters in its destructor, at the latest.
  void Register(Closable* object);
  void Unregister(Closable* object);

  /// Class of the objects that openDevice makes, and what its constructor is to wrap.
  Napi::FunctionReference device_class;
  std::shared_ptr<Closable> device_in_making;

  void AddThread(std::thread thread);
  void JoinThread(std::thread::id id);

  /// The process exits without ending its environments (process.exit, an uncaught exception):
  /// closes the objects all the same, so that nothing of theirs stays in shared memory. The
  /// environment's thread.
  void CloseAtExit();
  std::thread::id Thread() const {
    return thread_;
  }

 private:
  Environment() = default;
  void End();
  void CloseObjects();

  std::shared_ptr<TaskQueue> tasks_;
  std::shared_ptr<Stop> stop_;
  std::vector<Closable*> objects_;
  std::vector<std::thread> threads_;
  const std::thread::id thread_ = std::this_thread::get_id();
  bool ended_ = false;
};

/// Runs `work` on a new native thread. `owner` (may be empty) is kept from the garbage collector
/// until the promise is settled. Work that can last must look at Environment::Stopping().
Napi::Promise RunOnThread(Napi::Env env, Napi::Object owner, Work work);

/// One native thread that does blocking calls one after another: what a device or a set uses, so
/// that no thread is made per call. Started with its first work.
class WorkThread {
 public:
  WorkThread() = default;
  /// Joins; see Join.
  ~WorkThread();
  WorkThread(const WorkThread&) = delete;
  WorkThread& operator=(const WorkThread&) = delete;

  /// At most `kWaitingMax` calls may wait; one more is rejected with a RangeError.
  Napi::Promise Run(Napi::Env env, Napi::Object owner, Work work);
  /// True while calls run or wait.
  bool IsBusy();
  /// JavaScript thread: waits until all given work ran and ends the thread; promises are settled
  /// later by the event loop. The owner makes blocked work return first. The thread starts again
  /// with the next Run.
  void Join();

  static constexpr size_t kWaitingMax = 1024;

 private:
  void Loop();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;  // guarded by mutex_
  bool running_ = false;                       // guarded by mutex_: a call is under way
  bool ending_ = false;                        // guarded by mutex_
  std::thread thread_;
};

/// A promise that a native thread will settle; keeps `owner` and the event loop alive until then.
/// Finish from any thread, once.
class PendingPromise {
 public:
  static std::shared_ptr<PendingPromise> Create(Napi::Env env, Napi::Object owner);
  Napi::Promise Promise() const {
    return deferred_.Promise();
  }
  static void Finish(std::shared_ptr<PendingPromise> pending, Settle settle);

 private:
  PendingPromise(Napi::Env env, Napi::Object owner);

  std::shared_ptr<TaskQueue> tasks_;
  Napi::Promise::Deferred deferred_;
  Napi::ObjectReference owner_;
};

/// Calls a JavaScript function with events of native threads, in order of posting.
/// Created and closed on the JavaScript thread; keeps the event loop alive while open.
class EventSink {
 public:
  using Build = std::function<Napi::Value(Napi::Env)>;

  /// @param events_max most events that may wait to be delivered
  EventSink(Napi::Env env, Napi::Function function, size_t events_max);
  ~EventSink();
  EventSink(const EventSink&) = delete;
  EventSink& operator=(const EventSink&) = delete;

  /// Any thread; never blocks. `build` makes the argument, on the JavaScript thread.
  /// @return false when too many wait or the sink or the environment is closed: the event is lost.
  bool Post(Build build);
  /// Calls the function no more, events that wait included. The posting threads must have ended
  /// before the destructor runs, not before Close.
  void Close();
  /// Lets the event loop end although the sink is open.
  void Unhold();

 private:
  struct State;
  std::shared_ptr<State> state_;
  std::shared_ptr<TaskQueue> tasks_;
};

/// ObjectWrap whose methods refuse a receiver of another class instead of reading foreign memory. T
/// has `static constexpr napi_type_tag kTypeTag` and `static constexpr const char* kClassName`.
template <class T>
class TaggedObject : public Napi::ObjectWrap<T> {
 public:
  explicit TaggedObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<T>(info) {
    napi_type_tag_object(info.Env(), info.This(), &T::kTypeTag);
  }

  /// The native object; null with a TypeError pending when `value` is not one of class T.
  static T* Unwrap(Napi::Value value) {
    bool same = false;
    napi_env env = value.Env();
    const napi_status status = napi_check_object_type_tag(env, value, &T::kTypeTag, &same);
    if (status != napi_ok || !same) {
      const std::string text = std::string("Expected an object of class ") + T::kClassName + ".";
      Napi::TypeError::New(env, text).ThrowAsJavaScriptException();
      return nullptr;
    }
    return Napi::ObjectWrap<T>::Unwrap(value.As<Napi::Object>());
  }
};

}  // namespace handoff::addon
