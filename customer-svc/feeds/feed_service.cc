#include "customer-svc/feeds/feed_service.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/feeds/feed_rules.h"
#include "customer-svc/feeds/look_up.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Customer;
using v1::Feed;

constexpr size_t kMostSecret = 512;
constexpr int kFeedsAtOnce = 100;

const db::Query& SelectAllFeeds() {
  static const auto* const query = new db::Query{
      "feed.select_all",
      "SELECT id FROM feeds FORCE INDEX (idx_create_time) WHERE tenant_id = ? AND live = 1 "
      "ORDER BY create_time, id LIMIT ?"};
  return *query;
}

absl::Status CheckSecret(const std::string& secret) {
  const bool is_printable = std::all_of(secret.begin(), secret.end(), [](unsigned char c) {
    return absl::ascii_isgraph(c) || c == ' ';
  });
  if (!is_printable || secret.size() > kMostSecret) {
    return InvalidField("secret", "want at most 512 bytes of printable ASCII");
  }
  return absl::OkStatus();
}

// Those that the request names, in its order.
absl::StatusOr<std::vector<Uuid>> StatedFeeds(const v1::EnrichCustomerRequest& request) {
  std::vector<Uuid> ids;
  std::set<Uuid> seen;
  Violations violations;
  if (request.feeds_size() > kFeedsAtOnce) violations.Add("feeds", "want at most 100");
  for (int i = 0; i < std::min(request.feeds_size(), kFeedsAtOnce); ++i) {
    const std::string path = absl::StrCat("feeds[", i, "]");
    const auto id = resource::ParseReference("feeds", request.feeds(i));
    if (!id.ok()) {
      violations.Add(path, "want feeds/{feed}");
    } else if (!seen.insert(*id).second) {
      violations.Add(path, "stands twice");
    } else {
      ids.push_back(*id);
    }
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return ids;
}

absl::StatusOr<std::vector<Uuid>> AllFeeds(UnitOfWork& work) {
  std::vector<Uuid> ids;
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(SelectAllFeeds(), {work.principal().tenant.bytes(), kFeedsAtOnce}));
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    ids.push_back(id);
  }
  return ids;
}

}  // namespace

absl::StatusOr<Feed> FeedServiceImpl::SetFeedSecret(const rpc::Call& call,
                                                    const v1::SetFeedSecretRequest& request) {
  const resource::Resource& feeds = *resources_.feeds;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(feeds.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  GUANXI_RETURN_IF_ERROR(CheckSecret(request.secret()));
  Feed next;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &next, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored old, work.GetLive(feeds, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(feeds, etag, old));
        const Uuid& tenant = work.principal().tenant;
        GUANXI_ASSIGN_OR_RETURN(FeedAccount account, GetFeedAccount(work.tx(), tenant, name.id));
        GUANXI_ASSIGN_OR_RETURN(account.sealed, secrets_.Seal(tenant, name.id, request.secret()));
        next.CopyFrom(*old.message);
        next.set_has_secret(!request.secret().empty());
        *next.mutable_secret_time() =
            TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(work.now()));
        GUANXI_RETURN_IF_ERROR(work.Update(feeds, old, &next).status());
        return PutFeedAccount(work.tx(), tenant, name.id, account);
      }));
  return next;
}

absl::StatusOr<Feed> FeedServiceImpl::ResumeFeed(const rpc::Call& call,
                                                 const v1::ResumeFeedRequest& request) {
  const resource::Resource& feeds = *resources_.feeds;
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(feeds.type(), call.principal, {"state"}));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(feeds.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  Feed next;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &next, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored old, work.GetLive(feeds, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(feeds, etag, old));
        next.CopyFrom(*old.message);
        if (next.state() == Feed::ACTIVE) return absl::OkStatus();
        next.set_state(Feed::ACTIVE);
        next.clear_error();
        GUANXI_RETURN_IF_ERROR(work.Update(feeds, old, &next).status());
        const Uuid& tenant = work.principal().tenant;
        GUANXI_ASSIGN_OR_RETURN(FeedAccount account, GetFeedAccount(work.tx(), tenant, name.id));
        account.failures = 0;
        account.next_time = absl::UnixEpoch();
        return PutFeedAccount(work.tx(), tenant, name.id, account);
      }));
  return next;
}

absl::StatusOr<v1::EnrichCustomerResponse> FeedServiceImpl::EnrichCustomer(
    const rpc::Call& call, const v1::EnrichCustomerRequest& request) {
  const resource::Resource& customers = *resources_.customers;
  // Whether it can be looked up tells what it is.
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(customers.type(), call.principal, {"type", "organization.credit_code"}));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(customers.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> stated, StatedFeeds(request));
  v1::EnrichCustomerResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &response, [&](UnitOfWork& work) -> absl::Status {
        response.Clear();
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(customers, name));
        const auto& customer = static_cast<const Customer&>(*row.message);
        if (!IsIdentified(customer)) {
          return FailedPrecondition("CUSTOMER_NOT_IDENTIFIED", customer.name(),
                                    "it is a person, or has no credit code");
        }
        std::vector<Uuid> ids = stated;
        if (ids.empty()) {
          GUANXI_ASSIGN_OR_RETURN(ids, AllFeeds(work));
        }
        if (ids.empty()) {
          return FailedPrecondition("NO_FEED", customer.name(),
                                    "there is no feed to look it up in");
        }
        GUANXI_ASSIGN_OR_RETURN(const auto feeds,
                                work.GetMany(*resources_.feeds, ids, resource::Lock::kShared));
        Violations violations;
        for (size_t i = 0; i < ids.size(); ++i) {
          if (feeds.count(ids[i]) != 0) continue;
          violations.Add(absl::StrCat("feeds[", i, "]"), "names nothing that exists");
        }
        GUANXI_RETURN_IF_ERROR(violations.ToStatus());
        for (const Uuid& id : ids) {
          const auto& feed = static_cast<const Feed&>(*feeds.at(id).message);
          GUANXI_ASSIGN_OR_RETURN(*response.add_enrichments(),
                                  LookUp(work, resources_, feed, name.id));
        }
        return absl::OkStatus();
      }));
  return response;
}

std::vector<db::Query> FeedServiceQueries() { return {SelectAllFeeds()}; }

}  // namespace guanxi::customer
