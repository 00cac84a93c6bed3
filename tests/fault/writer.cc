#include "tests/fault/writer.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"

namespace guanxi::fault {
namespace {

using customer::v1::Customer;

constexpr int kBatch = 5;
// Of 2, 4 ... 28 ms: a write takes about 15, so that some are given up while they commit.
constexpr int kImpatientEvery = 3;
constexpr int kImpatiences = 14;
constexpr absl::Duration kImpatience = absl::Milliseconds(2);
constexpr absl::Duration kPause = absl::Milliseconds(10);

// What a client of ours retries: the outcome is unknown, or there was none.
bool MayRetry(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return true;
    case absl::StatusCode::kAborted:
      return Reason(status) != "STALE_ETAG";
    default:
      return false;
  }
}

}  // namespace

void Writer::Run(const std::atomic<bool>& stop) {
  CreateCounter();
  for (int step = 0; !stop; ++step) {
    switch (step % 8) {
      case 2:
      case 6:
        CountOne();
        break;
      case 4:
        CreateBatch();
        break;
      case 7:
        SendLastAgain();
        break;
      default:
        Create();
    }
  }
}

// Calls until there is an answer, or a refusal that stands.
template <typename Request, typename Response>
absl::Status Writer::Insist(Method<Request, Response> method, const Request& request,
                            Response* response) {
  const absl::Time give_up = absl::Now() + options_.give_up;
  absl::Duration timeout = options_.patience;
  if (options_.impatient && ++calls_ % kImpatientEvery == 0) {
    timeout = kImpatience * (1 + calls_ % kImpatiences);
  }
  while (true) {
    grpc::ClientContext context;
    rpc::Prepare(timeout, "", &context);
    const absl::Status status = FromGrpcStatus((stub_->*method)(&context, request, response));
    if (status.ok() || !MayRetry(status) || absl::Now() > give_up) return status;
    ledger_->Repeat();
    absl::SleepFor(kPause);
    timeout = options_.patience;
  }
}

void Writer::Create() {
  customer::v1::CreateCustomerRequest request;
  *request.mutable_customer() = NewCustomer();
  request.set_request_id(NewRequestId());
  Customer answer;
  const absl::Status status = Insist(&Stub::CreateCustomer, request, &answer);
  if (!status.ok()) return Refused(request.customer().display_name(), status);
  Acknowledged(request.customer(), answer);
  last_request_ = request;
  last_answer_ = answer;
}

void Writer::CreateBatch() {
  customer::v1::BatchCreateCustomersRequest request;
  for (int i = 0; i < kBatch; ++i) *request.add_requests()->mutable_customer() = NewCustomer();
  request.set_request_id(NewRequestId());
  customer::v1::BatchCreateCustomersResponse answer;
  const std::string what = absl::StrCat("batch of ", request.requests(0).customer().display_name());
  const absl::Status status = Insist(&Stub::BatchCreateCustomers, request, &answer);
  if (!status.ok()) return Refused(what, status);
  if (answer.customers_size() != kBatch) {
    return ledger_->Surprise(absl::StrCat(what, ": ", answer.customers_size(), " customers"));
  }
  for (int i = 0; i < kBatch; ++i) {
    Acknowledged(request.requests(i).customer(), answer.customers(i));
  }
}

void Writer::CreateCounter() {
  customer::v1::CreateCustomerRequest request;
  *request.mutable_customer() = NewCustomer();
  request.mutable_customer()->set_note("0");
  request.set_request_id(NewRequestId());
  Customer answer;
  const absl::Status status = Insist(&Stub::CreateCustomer, request, &answer);
  if (!status.ok()) return Refused(request.customer().display_name(), status);
  Acknowledged(request.customer(), answer);
  counter_ = answer;
}

void Writer::CountOne() {
  if (!counter_.has_value()) return;
  customer::v1::UpdateCustomerRequest request;
  Customer& customer = *request.mutable_customer();
  customer = *counter_;
  int count = 0;
  if (!absl::SimpleAtoi(customer.note(), &count)) ledger_->Surprise("a counter without a number");
  customer.set_note(absl::StrCat(count + 1));
  request.mutable_update_mask()->add_paths("note");
  request.set_request_id(NewRequestId());
  Customer answer;
  const absl::Status status = Insist(&Stub::UpdateCustomer, request, &answer);
  counter_.reset();
  if (!status.ok()) return Refused(customer.display_name() + ", a counter", status);
  Acknowledged(customer, answer);
  counter_ = answer;
}

void Writer::SendLastAgain() {
  if (!last_answer_.has_value()) return;
  Customer answer;
  const absl::Status status = Insist(&Stub::CreateCustomer, last_request_, &answer);
  const std::string what = absl::StrCat(last_answer_->display_name(), ", once more");
  if (!status.ok()) return Refused(what, status);
  if (options_.content(answer) == options_.content(*last_answer_)) return;
  ledger_->Surprise(absl::StrCat(what, ": ", answer.ShortDebugString()));
}

Customer Writer::NewCustomer() {
  Customer customer;
  customer.set_type(Customer::ORGANIZATION);
  customer.set_display_name(absl::StrCat("Company ", number_, "-", ++customers_));
  customer.set_city(absl::StrCat("City ", customers_));
  customer.set_note(absl::StrCat("The ", customers_, "th of writer ", number_));
  ledger_->Ask(customer.display_name());
  return customer;
}

std::string Writer::NewRequestId() {
  return DeriveUuid("fault", absl::StrCat(number_, "-", ++requests_)).ToString();
}

void Writer::Acknowledged(const Customer& wanted, const Customer& answer) {
  if (answer.display_name() != wanted.display_name() || answer.city() != wanted.city() ||
      answer.note() != wanted.note()) {
    ledger_->Surprise(
        absl::StrCat("wanted ", wanted.ShortDebugString(), ", got ", answer.ShortDebugString()));
  }
  ledger_->Acknowledge(wanted.display_name(), answer.name(), options_.content(answer));
}

void Writer::Refused(const std::string& what, const absl::Status& status) {
  ledger_->Surprise(absl::StrCat(what, ": ", absl::StatusCodeToString(status.code()), " ",
                                 Reason(status), ": ", status.message()));
}

}  // namespace guanxi::fault
