// SPDX-License-Identifier: MIT
#include "native/addon/addon.h"

#ifndef _WIN32
#include <unistd.h>
#endif

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

namespace handoff::addon {
namespace {

/// What Node keeps as the environment's instance data; objects hold the Environment themselves,
/// because the order in which an ending environment finalises them is not ours.
struct InstanceData {
  std::shared_ptr<Environment> environment;
};

/// Hands an exception of a JavaScript callback to the process's uncaughtException.
void ReportPendingException(Napi::Env env) {
  if (!env.IsExceptionPending()) {
    return;
  }
  napi_value exception = nullptr;
  if (napi_get_and_clear_last_exception(env, &exception) == napi_ok) {
    napi_fatal_exception(env, exception);
  }
}

/// How long objects may take to close while the process exits; then it exits without them.
constexpr std::chrono::seconds kExitWithin{2};

/// The environments of the process. Never destroyed: it is used while static objects are.
struct LiveEnvironments {
  std::mutex mutex;
  std::vector<std::weak_ptr<Environment>> list;  // guarded by mutex
  bool has_handler = false;                      // guarded by mutex
};

LiveEnvironments& Live() {
  static auto* const live = new LiveEnvironments();
  return *live;
}

#ifndef _WIN32
/// on_exit handler. Only objects of the exiting thread can be closed: those of workers live on
/// theirs.
void OnProcessExit(int status, void*) {
  std::thread([status] {
    std::this_thread::sleep_for(kExitWithin);
    _exit(status);
  }).detach();
  std::vector<std::weak_ptr<Environment>> list;
  {
    const std::lock_guard lock(Live().mutex);
    list = Live().list;
  }
  for (const std::weak_ptr<Environment>& each : list) {
    const std::shared_ptr<Environment> environment = each.lock();
    if (environment != nullptr && environment->Thread() == std::this_thread::get_id()) {
      environment->CloseAtExit();
    }
  }
}
#endif

/// Remembers the environment; the first one installs the handler.
void AddLive(const std::shared_ptr<Environment>& environment) {
  LiveEnvironments& live = Live();
  const std::lock_guard lock(live.mutex);
  if (!live.has_handler) {
    live.has_handler = true;
#ifndef _WIN32
    // Not on Windows: a DLL's handlers run when its threads are gone already, and the kernel frees
    // what they held.
    on_exit(OnProcessExit, nullptr);
#endif
  }
  std::erase_if(live.list, [](const std::weak_ptr<Environment>& each) { return each.expired(); });
  live.list.push_back(environment);
}

}  // namespace

// ---- TaskQueue

std::shared_ptr<TaskQueue> TaskQueue::Create(Napi::Env env) {
  std::shared_ptr<TaskQueue> queue(new TaskQueue());
  queue->env_ = env;
  const napi_value name = Napi::String::New(env, "handoff");
  const napi_status status =
      napi_create_threadsafe_function(env, nullptr, nullptr, name, 1, 1, nullptr, nullptr,
                                      queue.get(), &TaskQueue::OnWake, &queue->wake_);
  if (status != napi_ok) {
    return nullptr;
  }
  napi_unref_threadsafe_function(env, queue->wake_);
  return queue;
}

bool TaskQueue::Post(JsTask&& task) {
  const std::lock_guard lock(mutex_);
  if (closed_) {
    return false;
  }
  tasks_.push_back(std::move(task));
  if (!woken_) {
    woken_ = true;
    napi_call_threadsafe_function(wake_, nullptr, napi_tsfn_nonblocking);
  }
  return true;
}

void TaskQueue::Hold() {
  if (holds_++ == 0 && wake_ != nullptr) {
    napi_ref_threadsafe_function(env_, wake_);
  }
}

void TaskQueue::Unhold() {
  if (--holds_ == 0 && wake_ != nullptr) {
    napi_unref_threadsafe_function(env_, wake_);
  }
}

void TaskQueue::Close() {
  std::vector<JsTask> dropped;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    dropped.swap(tasks_);
    wake_ = nullptr;  // Node closes it with the environment.
  }
}

void TaskQueue::Silence() {
  const std::lock_guard lock(mutex_);
  woken_ = true;
}

void TaskQueue::OnWake(napi_env env, napi_value, void* context, void*) {
  if (env != nullptr) {
    static_cast<TaskQueue*>(context)->RunAll(env);
  }
}

void TaskQueue::RunAll(Napi::Env env) {
  const std::shared_ptr<TaskQueue> self = shared_from_this();
  std::vector<JsTask> tasks;
  {
    const std::lock_guard lock(mutex_);
    tasks.swap(tasks_);
    woken_ = false;
  }
  for (JsTask& task : tasks) {
    const Napi::HandleScope scope(env);
    task(env);
    task = nullptr;
    ReportPendingException(env);
  }
}

// ---- Environment

void Environment::Install(Napi::Env env) {
  std::shared_ptr<Environment> environment(new Environment());
  environment->tasks_ = TaskQueue::Create(env);
  environment->stop_ = std::make_shared<Stop>();
  if (environment->tasks_ == nullptr) {
    Napi::Error::New(env, "The addon could not make its thread-safe function.")
        .ThrowAsJavaScriptException();
    return;
  }
  env.SetInstanceData(new InstanceData{environment});
  AddLive(environment);
  // Hooks run in reverse order of registration: this one before Node's own for the thread-safe
  // function.
  env.AddCleanupHook([environment] { environment->End(); });
}

std::shared_ptr<Environment> Environment::Of(Napi::Env env) {
  return env.GetInstanceData<InstanceData>()->environment;
}

void Environment::Register(Closable* object) {
  objects_.push_back(object);
}

void Environment::Unregister(Closable* object) {
  objects_.erase(std::remove(objects_.begin(), objects_.end(), object), objects_.end());
}

void Environment::AddThread(std::thread thread) {
  threads_.push_back(std::move(thread));
}

void Environment::JoinThread(std::thread::id id) {
  const auto found =
      std::find_if(threads_.begin(), threads_.end(),
                   [id](const std::thread& thread) { return thread.get_id() == id; });
  if (found != threads_.end()) {
    found->join();
    threads_.erase(found);
  }
}

void Environment::CloseObjects() {
  ended_ = true;
  stop_->Request();
  const std::vector<Closable*> objects = objects_;
  for (Closable* object : objects) {
    object->Interrupt();
  }
  while (!objects_.empty()) {
    Closable* last = objects_.back();
    objects_.pop_back();
    last->Close();
  }
  for (std::thread& thread : threads_) {
    thread.join();
  }
  threads_.clear();
}

void Environment::End() {
  CloseObjects();
  tasks_->Close();
  device_class.Reset();
}

void Environment::CloseAtExit() {
  if (!ended_) {
    tasks_->Silence();
    CloseObjects();
  }
}

// ---- PendingPromise

PendingPromise::PendingPromise(Napi::Env env, Napi::Object owner)
    : tasks_(Environment::Of(env)->Tasks()), deferred_(Napi::Promise::Deferred::New(env)) {
  if (!owner.IsEmpty()) {
    owner_ = Napi::Persistent(owner);
  }
  tasks_->Hold();
}

std::shared_ptr<PendingPromise> PendingPromise::Create(Napi::Env env, Napi::Object owner) {
  return std::shared_ptr<PendingPromise>(new PendingPromise(env, owner));
}

void PendingPromise::Finish(std::shared_ptr<PendingPromise> pending, Settle settle) {
  // References may only be dropped on the JavaScript thread: the task owns `pending` from here on.
  TaskQueue& tasks = *pending->tasks_;
  tasks.Post([pending = std::move(pending), settle = std::move(settle)](Napi::Env env) mutable {
    settle(env, pending->deferred_);
    pending->tasks_->Unhold();
    pending = nullptr;
  });
}

Napi::Promise RunOnThread(Napi::Env env, Napi::Object owner, Work work) {
  const std::shared_ptr<Environment> environment = Environment::Of(env);
  std::shared_ptr<PendingPromise> pending = PendingPromise::Create(env, owner);
  const Napi::Promise promise = pending->Promise();
  Environment* ends = environment.get();
  environment->AddThread(
      std::thread([pending = std::move(pending), work = std::move(work), ends]() mutable {
        Settle settle = work();
        work = nullptr;
        const std::thread::id id = std::this_thread::get_id();
        PendingPromise::Finish(std::move(pending),
                               [settle = std::move(settle), id, ends](
                                   Napi::Env js, const Napi::Promise::Deferred& deferred) {
                                 settle(js, deferred);
                                 ends->JoinThread(id);
                               });
      }));
  return promise;
}

// ---- WorkThread

WorkThread::~WorkThread() {
  Join();
}

Napi::Promise WorkThread::Run(Napi::Env env, Napi::Object owner, Work work) {
  std::shared_ptr<PendingPromise> pending = PendingPromise::Create(env, owner);
  const Napi::Promise promise = pending->Promise();
  const std::lock_guard lock(mutex_);
  if (waiting_.size() >= kWaitingMax) {
    PendingPromise::Finish(
        std::move(pending), [](Napi::Env js, const Napi::Promise::Deferred& deferred) {
          deferred.Reject(Napi::RangeError::New(js, "Too many calls wait on this object.").Value());
        });
    return promise;
  }
  waiting_.push_back([pending = std::move(pending), work = std::move(work)]() mutable {
    Settle settle = work();
    work = nullptr;
    PendingPromise::Finish(std::move(pending), std::move(settle));
  });
  if (!thread_.joinable()) {
    thread_ = std::thread([this] { Loop(); });
  }
  changed_.notify_one();
  return promise;
}

bool WorkThread::IsBusy() {
  const std::lock_guard lock(mutex_);
  return running_ || !waiting_.empty();
}

void WorkThread::Join() {
  {
    const std::lock_guard lock(mutex_);
    if (!thread_.joinable()) {
      return;
    }
    ending_ = true;
    changed_.notify_one();
  }
  thread_.join();
  ending_ = false;
}

void WorkThread::Loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (waiting_.empty()) {
      return;
    }
    std::function<void()> work = std::move(waiting_.front());
    waiting_.pop_front();
    running_ = true;
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
    running_ = false;
  }
}

// ---- EventSink

/// Shared by the sink and the tasks on their way. `function` is touched on the JavaScript thread
/// only.
struct EventSink::State {
  Napi::FunctionReference function;
  std::atomic<size_t> waiting = 0;
  size_t events_max = 0;
  bool holding = true;
};

EventSink::EventSink(Napi::Env env, Napi::Function function, size_t events_max)
    : state_(std::make_shared<State>()), tasks_(Environment::Of(env)->Tasks()) {
  state_->function = Napi::Persistent(function);
  state_->events_max = events_max;
  tasks_->Hold();
}

EventSink::~EventSink() {
  Close();
}

bool EventSink::Post(Build build) {
  if (state_->waiting.fetch_add(1, std::memory_order_relaxed) >= state_->events_max) {
    state_->waiting.fetch_sub(1, std::memory_order_relaxed);
    return false;
  }
  return tasks_->Post([state = state_, build = std::move(build)](Napi::Env env) {
    state->waiting.fetch_sub(1, std::memory_order_relaxed);
    if (!state->function.IsEmpty()) {
      const Napi::Function function = state->function.Value();
      function.Call({build(env)});
    }
  });
}

void EventSink::Close() {
  state_->function.Reset();
  Unhold();
}

void EventSink::Unhold() {
  if (state_->holding) {
    state_->holding = false;
    tasks_->Unhold();
  }
}

}  // namespace handoff::addon
