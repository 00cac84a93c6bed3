// Tags of customers, written where customers are.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_TAG_WRITER_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_TAG_WRITER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "guanxi/customer/v1/tag_service.grpc.pb.h"

namespace guanxi::analytics {

// Thread-safe. Each call has the caller's own token and is about 200 customers and 50 tags at the
// most, none twice. Returns how many customers it changed; safe to repeat.
class TagWriter {
 public:
  virtual ~TagWriter() = default;

  // All of the customers have all of the tags then, or none has.
  virtual absl::StatusOr<int> Apply(const rpc::Call& call,
                                    const std::vector<std::string>& customers,
                                    const std::vector<std::string>& tags) = 0;
  // The same: none of them has any.
  virtual absl::StatusOr<int> Remove(const rpc::Call& call,
                                     const std::vector<std::string>& customers,
                                     const std::vector<std::string>& tags) = 0;
};

// In customer-svc. Errors of both: those of TagService's methods, and
//   UNAVAILABLE  CUSTOMER_SVC_DOWN  it does not answer within 10 s
class CustomerTagWriter : public TagWriter {
 public:
  // `target` is the gRPC target of customer-svc.
  explicit CustomerTagWriter(const std::string& target);

  absl::StatusOr<int> Apply(const rpc::Call& call, const std::vector<std::string>& customers,
                            const std::vector<std::string>& tags) override;
  absl::StatusOr<int> Remove(const rpc::Call& call, const std::vector<std::string>& customers,
                             const std::vector<std::string>& tags) override;

 private:
  const std::unique_ptr<customer::v1::TagService::Stub> tags_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_TAG_WRITER_H_
