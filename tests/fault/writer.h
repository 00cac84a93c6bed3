// A client that writes and does not give up: every request is repeated until it is answered.
#ifndef GUANXI_TESTS_FAULT_WRITER_H_
#define GUANXI_TESTS_FAULT_WRITER_H_

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"
#include "tests/fault/content.h"
#include "tests/fault/ledger.h"

namespace guanxi::fault {

// Creates customers one by one and in batches, counts in a customer of its own by updates with
// etags, and sends requests that were answered once more. Every repetition carries the request_id
// of the first attempt.
//
// Thread safety: none. What it is given is not owned.
class Writer {
 public:
  using Stub = customer::v1::CustomerService::StubInterface;
  struct Options {
    // How long one attempt may take.
    absl::Duration patience = absl::Seconds(5);
    // How long a request is repeated; after that its refusal is a surprise. A start of the database
    // or the service takes a second or two. Zero: what the channel does not repeat, nobody does.
    absl::Duration give_up = absl::Minutes(1);
    // Some first attempts give up after a few milliseconds, so that they may still be under way
    // when the second one comes.
    bool impatient = true;
    ContentOf content = WholeContent;
  };

  // `number`: of all writers of a ledger another one, as request ids and names are made of it.
  Writer(int number, Stub* stub, Ledger* ledger, const Options& options)
      : number_(number), stub_(stub), ledger_(ledger), options_(options) {}

  // Returns after the first request that is done when `stop` is set.
  void Run(const std::atomic<bool>& stop);

 private:
  template <typename Request, typename Response>
  using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);
  template <typename Request, typename Response>
  absl::Status Insist(Method<Request, Response> method, const Request& request, Response* response);

  void Create();
  void CreateBatch();
  void CreateCounter();
  void CountOne();
  void SendLastAgain();

  customer::v1::Customer NewCustomer();
  std::string NewRequestId();
  void Acknowledged(const customer::v1::Customer& wanted, const customer::v1::Customer& answer);
  void Refused(const std::string& what, const absl::Status& status);

  const int number_;
  Stub* const stub_;
  Ledger* const ledger_;
  const Options options_;
  int customers_ = 0;
  int requests_ = 0;
  int calls_ = 0;
  customer::v1::CreateCustomerRequest last_request_;
  std::optional<customer::v1::Customer> last_answer_;
  // As last acknowledged; none after a refusal.
  std::optional<customer::v1::Customer> counter_;
};

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_WRITER_H_
