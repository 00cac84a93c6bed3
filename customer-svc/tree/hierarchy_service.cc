#include "customer-svc/tree/hierarchy_service.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/tree/customer_tree.h"
#include "customer-svc/tree/hierarchy_answers.h"
#include "customer-svc/tree/subsidiaries.h"
#include "customer-svc/tree/tree_reader.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Customer;

constexpr int kDefaultDepth = 3;
constexpr int kMostDepth = 32;
constexpr int kDefaultNodes = 200;
constexpr int kMostNodes = 1000;

absl::StatusOr<TreeBounds> BoundsOf(const v1::GetHierarchyRequest& request) {
  Violations violations;
  if (request.depth() < 0 || request.depth() > kMostDepth) violations.Add("depth", "want 0 to 32");
  if (request.max_nodes() < 0 || request.max_nodes() > kMostNodes) {
    violations.Add("max_nodes", "want 0 to 1000");
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  TreeBounds bounds;
  bounds.depth = request.depth() == 0 ? kDefaultDepth : request.depth();
  bounds.max_nodes =
      static_cast<size_t>(request.max_nodes() == 0 ? kDefaultNodes : request.max_nodes());
  return bounds;
}

SeenFigures SeenBy(const resource::Resource& customers, const Principal& principal) {
  const auto sees = [&](absl::string_view path) {
    return resource::CheckSeen(customers.type(), principal, {path}).ok();
  };
  SeenFigures seen;
  seen.cooperating = sees("purchase_count");
  seen.open = sees("open_opportunity_amount");
  seen.contracted = sees("contracted_amount");
  seen.received = sees("received_amount");
  seen.last_interaction = sees("last_interaction_time");
  seen.region = sees("region");
  seen.products = sees("won_opportunity_amount");
  return seen;
}

}  // namespace

absl::Status HierarchyServiceImpl::Read(const rpc::Call& call, const std::string& name,
                                        Body body) const {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName wanted,
                          resource::ParseName(customers_->type(), name, "name"));
  // Every answer tells who is below whom.
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(customers_->type(), call.principal, {"parent_organization"}));
  GUANXI_ASSIGN_OR_RETURN(const VisibleRows::Scopes scopes,
                          VisibleRows::ScopesOf(call, *engine_, *customers_, *contacts_));
  return engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    const VisibleRows visible(&tx, call.principal.tenant, customers_, contacts_, &scopes);
    GUANXI_ASSIGN_OR_RETURN(Stored row, visible.Customer(wanted));
    return body(visible, std::move(row));
  });
}

absl::StatusOr<v1::GetHierarchyResponse> HierarchyServiceImpl::GetHierarchy(
    const rpc::Call& call, const v1::GetHierarchyRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const TreeBounds bounds, BoundsOf(request));
  v1::GetHierarchyResponse response;
  GUANXI_RETURN_IF_ERROR(
      Read(call, request.name(), [&](const VisibleRows& visible, Stored row) -> absl::Status {
        response.Clear();
        if (request.whole_group()) {
          GUANXI_ASSIGN_OR_RETURN(row, ReadTop(visible, std::move(row)));
        }
        GUANXI_ASSIGN_OR_RETURN(const ShownTree tree, ReadTree(visible, std::move(row), bounds));
        for (const ShownNode& shown : tree.nodes) {
          v1::HierarchyNode& node = *response.add_nodes();
          *node.mutable_customer() = NodeOf(static_cast<const Customer&>(*shown.row.message));
          node.set_level(shown.level);
          if (shown.above.IsNil()) continue;
          ResourceName above;
          above.id = shown.above;
          node.set_above(resource::FormatName(customers_->type(), above));
        }
        response.set_truncated(tree.truncated);
        return absl::OkStatus();
      }));
  return response;
}

absl::StatusOr<Customer> HierarchyServiceImpl::MoveInHierarchy(
    const rpc::Call& call, const v1::MoveInHierarchyRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(customers_->type(), request.name(), "name"));
  if (!request.parent_organization().empty()) {
    GUANXI_RETURN_IF_ERROR(resource::ParseName(customers_->type(), request.parent_organization(),
                                               "parent_organization")
                               .status());
  }
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  // Whether anything changed says where it was.
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(customers_->type(), call.principal, {"parent_organization"}));
  Customer response;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &response, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_RETURN_IF_ERROR(HoldMoves(work));
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(*customers_, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(*customers_, etag, row));
        Customer next = static_cast<const Customer&>(*row.message);
        next.set_parent_organization(request.parent_organization());
        GUANXI_RETURN_IF_ERROR(work.Update(*customers_, row, &next).status());
        work.Answer(*customers_, name.id, next, &response);
        return absl::OkStatus();
      }));
  return response;
}

absl::StatusOr<v1::HierarchyRollUp> HierarchyServiceImpl::GetHierarchyRollUp(
    const rpc::Call& call, const v1::GetHierarchyRollUpRequest& request) {
  v1::HierarchyRollUp response;
  GUANXI_RETURN_IF_ERROR(
      Read(call, request.name(), [&](const VisibleRows& visible, Stored row) -> absl::Status {
        response.Clear();
        response.set_name(static_cast<const Customer&>(*row.message).name());
        GUANXI_ASSIGN_OR_RETURN(const TreeFigures figures, ReadRollUp(visible, row));
        ShowRollUp(figures, SeenBy(*customers_, call.principal), &response);
        return absl::OkStatus();
      }));
  return response;
}

absl::StatusOr<v1::HierarchyCoverage> HierarchyServiceImpl::GetCoverage(
    const rpc::Call& call, const v1::GetCoverageRequest& request) {
  // All of it says with whom we work.
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(customers_->type(), call.principal, {"purchase_count"}));
  v1::HierarchyCoverage response;
  GUANXI_RETURN_IF_ERROR(
      Read(call, request.name(), [&](const VisibleRows& visible, Stored row) -> absl::Status {
        response.Clear();
        response.set_name(static_cast<const Customer&>(*row.message).name());
        GUANXI_ASSIGN_OR_RETURN(const TreeFigures figures, ReadRollUp(visible, row));
        ShowCoverage(figures.sums, SeenBy(*customers_, call.principal), &response);
        return absl::OkStatus();
      }));
  return response;
}

absl::StatusOr<v1::SuggestSubsidiariesResponse> HierarchyServiceImpl::SuggestSubsidiaries(
    const rpc::Call& call, const v1::SuggestSubsidiariesRequest& request) {
  const absl::CivilDay today = engine_->environment().MomentOf(call.principal.tenant).Today();
  v1::SuggestSubsidiariesResponse response;
  const bool is_seen =
      resource::CheckSeen(relationships_->type(), call.principal,
                          {"type", "source_contact", "target_customer", "share_basis_points"})
          .ok();
  GUANXI_RETURN_IF_ERROR(
      Read(call, request.name(), [&](const VisibleRows& visible, Stored row) -> absl::Status {
        if (!is_seen) return absl::OkStatus();
        GUANXI_ASSIGN_OR_RETURN(response,
                                FindSubsidiaries(visible, *relationships_, row.name.id, today));
        return absl::OkStatus();
      }));
  return response;
}

absl::StatusOr<google::api::HttpBody> HierarchyServiceImpl::DrawHierarchy(
    const rpc::Call& call, const v1::DrawHierarchyRequest& request) {
  const std::string language = request.language().empty() ? "en" : request.language();
  if (language != "en" && language != "zh") return InvalidField("language", "want en or zh");
  v1::GetHierarchyRequest asked;
  asked.set_name(request.name());
  asked.set_depth(request.depth());
  asked.set_max_nodes(request.max_nodes());
  asked.set_whole_group(request.whole_group());
  GUANXI_ASSIGN_OR_RETURN(v1::GetHierarchyResponse tree, GetHierarchy(call, asked));
  // A picture is not presented by fields any more.
  policy::PresentAnswer(*call.principal.rights, &tree);
  google::api::HttpBody body;
  body.set_content_type("image/svg+xml");
  body.set_data(
      DrawTree(PictureOf(tree, language, SeenBy(*customers_, call.principal).cooperating)));
  return body;
}

}  // namespace guanxi::customer
