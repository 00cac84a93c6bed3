// Streams and a clock that tests of imports and exports hold the other end of, and what they send
// and get.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_FAKES_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_FAKES_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/clock.h"
#include "customer-svc/transfer/transfer.h"

namespace guanxi::customer {

// Messages of an upload, as a stream would deliver them.
class FakeUpload {
 public:
  FakeUpload(v1::ImportCustomersRequest options, const std::string& bytes, size_t piece) {
    for (size_t i = 0; i == 0 || i < bytes.size(); i += piece) {
      v1::ImportCustomersRequest message = i == 0 ? options : v1::ImportCustomersRequest();
      message.mutable_file()->set_data(bytes.substr(i, piece));
      messages_.push_back(std::move(message));
    }
  }

  explicit FakeUpload(std::vector<v1::ImportCustomersRequest> messages)
      : messages_(std::move(messages)) {}

  absl::StatusOr<google::longrunning::Operation> SendTo(std::unique_ptr<ImportStream> stream) {
    for (v1::ImportCustomersRequest& message : messages_) {
      const absl::Status taken = stream->Take(std::move(message));
      if (taken.ok()) continue;
      stream->Abandon();
      return taken;
    }
    auto operation = stream->Finish();
    if (!operation.ok()) stream->Abandon();
    return operation;
  }

 private:
  std::vector<v1::ImportCustomersRequest> messages_;
};

// All that a download sends, as far as it comes.
inline absl::Status ReadAll(std::unique_ptr<DownloadStream> stream, std::string* bytes) {
  while (true) {
    auto sent = stream->Next();
    if (!sent.ok()) return sent.status();
    if (sent->message.has_value()) bytes->append(sent->message->data());
    if (sent->ends) return absl::OkStatus();
  }
}

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

// "rows: created updated unchanged failed".
inline std::string Counts(const v1::ImportCustomersResponse& response) {
  const v1::ImportCounts& counts = response.counts();
  return absl::StrCat(counts.rows(), ": ", counts.created(), " ", counts.updated(), " ",
                      counts.unchanged(), " ", counts.failed());
}

// `count` rows with ids.
inline std::string ManyRows(int count) {
  std::string text = "id,name,phone,city\n";
  for (int i = 0; i < count; ++i) {
    absl::StrAppend(&text, "C-", i, ",客户", i, ",138", 10'000'000 + i, ",杭州\n");
  }
  return text;
}

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_FAKES_H_
