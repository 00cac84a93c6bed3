// Streams and a clock that tests of imports and exports hold the other end of.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_FAKES_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_FAKES_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "customer-svc/transfer/transfer.h"

namespace guanxi::customer {

// Messages of an upload, as a stream would deliver them.
class FakeReader : public rpc::Reader<v1::ImportCustomersRequest> {
 public:
  FakeReader(v1::ImportCustomersRequest options, const std::string& bytes, size_t piece) {
    for (size_t i = 0; i == 0 || i < bytes.size(); i += piece) {
      v1::ImportCustomersRequest message = i == 0 ? options : v1::ImportCustomersRequest();
      message.mutable_file()->set_data(bytes.substr(i, piece));
      messages_.push_back(std::move(message));
    }
  }

  explicit FakeReader(std::vector<v1::ImportCustomersRequest> messages)
      : messages_(std::move(messages)) {}

  absl::StatusOr<bool> Read(v1::ImportCustomersRequest* message) override {
    if (next_ == messages_.size()) return false;
    *message = messages_[next_++];
    return true;
  }

 private:
  std::vector<v1::ImportCustomersRequest> messages_;
  size_t next_ = 0;
};

class FakeWriter : public rpc::Writer<google::api::HttpBody> {
 public:
  absl::Status Write(google::api::HttpBody message) override {
    bytes += message.data();
    return absl::OkStatus();
  }
  std::string bytes;
};

// Calls a function whenever it is asked for the time.
class HookClock : public Clock {
 public:
  explicit HookClock(Clock* clock) : clock_(clock) {}
  absl::Time Now() override {
    if (on_now) on_now();
    return clock_->Now();
  }
  std::function<void()> on_now;

 private:
  Clock* const clock_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_FAKES_H_
