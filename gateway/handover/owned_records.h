// Records of all services that belong to somebody: found, and given to another, by the standard
// methods of each.
//
// Which there are the descriptors say (metadata.v1.RowScope.owner, and handed_over, by which a
// resource has a kind for each field more): a resource that gets an owner is among them without a
// line.
#ifndef GUANXI_GATEWAY_HANDOVER_OWNED_RECORDS_H_
#define GUANXI_GATEWAY_HANDOVER_OWNED_RECORDS_H_

#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::handover {

// A kind of records with an owner, and its methods.
struct OwnedKind {
  std::string key;         // the type; with "#" and the field where that is another than the owner
  std::string type;        // "guanxi.dev/Customer"
  std::string owner;       // fields: the owner, or another that is given on with it
  std::string department;  // "" if it has none, and where it stays
  const google::protobuf::MethodDescriptor* list = nullptr;
  const google::protobuf::MethodDescriptor* update = nullptr;
  const google::protobuf::MethodDescriptor* batch_update = nullptr;
};

// Those at the root of the services in `files`, in the order of their keys.
std::vector<OwnedKind> OwnedKindsIn(
    const std::vector<const google::protobuf::FileDescriptor*>& files);
// Those of the installation's services.
const std::vector<OwnedKind>& OwnedKinds();

struct OwnedRecord {
  std::string name;
  std::string etag;
};

struct OwnedPage {
  std::vector<OwnedRecord> records;
  std::string next_page_token;
};

// To whom, and to which department ("": that of before stays).
struct Heir {
  std::string user;
  std::string department;
};

// Calls the services. Thread-safe.
class OwnedRecords {
 public:
  // `channel` leads to all services, as the edge does.
  explicit OwnedRecords(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {}

  // What belongs to `owner` (`users/{uuid}`), deleted or not, kPage records at a time in the order
  // of creation. What is given away meanwhile disturbs the pages that follow in nothing. Errors:
  // those of the method.
  absl::StatusOr<OwnedPage> List(const OwnedKind& kind, absl::string_view token,
                                 absl::string_view owner, const std::string& page_token) const;
  // Gives all of them, at most kPage, or none. Errors: those of the method; ABORTED if one has
  // changed since it was listed.
  absl::Status Give(const OwnedKind& kind, absl::string_view token,
                    absl::Span<const OwnedRecord> records, const Heir& heir) const;

  static constexpr int kPage = 100;

 private:
  absl::Status Call(const google::protobuf::MethodDescriptor& method, absl::string_view token,
                    const google::protobuf::Message& request,
                    google::protobuf::Message* response) const;

  const std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace guanxi::handover

#endif  // GUANXI_GATEWAY_HANDOVER_OWNED_RECORDS_H_
