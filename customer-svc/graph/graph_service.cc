#include "customer-svc/graph/graph_service.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "customer-svc/graph/graph_answers.h"
#include "customer-svc/graph/surroundings.h"
#include "customer-svc/network/find_path.h"

namespace guanxi::customer {
namespace {

using v1::QueryGraphResponse;
using v1::TieKind;

constexpr int kMostRoots = 20;
constexpr int kDefaultDepth = 2;
constexpr int kMostDepth = 4;
constexpr int kDefaultNodes = 200;
constexpr int kMostNodes = 1000;
constexpr int kDefaultSteps = 6;
constexpr int kMostSteps = 12;

absl::Status CheckBounds(const v1::QueryGraphRequest& request) {
  Violations violations;
  if (request.roots().empty() || request.roots_size() > kMostRoots) {
    violations.Add("roots", absl::StrCat("want 1 to ", kMostRoots));
  }
  if (request.depth() < 0 || request.depth() > kMostDepth) violations.Add("depth", "want 0 to 4");
  if (request.max_nodes() < 0 || request.max_nodes() > kMostNodes) {
    violations.Add("max_nodes", "want 0 to 1000");
  }
  for (int i = 0; i < request.kinds_size(); ++i) {
    if (!v1::TieKind_IsValid(request.kinds(i)) || request.kinds(i) == 0) {
      violations.Add(absl::StrCat("kinds[", i, "]"), "is no kind of ties");
    }
  }
  const google::type::Date& day = request.valid_date();
  if (request.has_valid_date()) {
    const absl::CivilDay civil(day.year(), day.month(), day.day());
    if (day.year() < 1 || civil.year() != day.year() || civil.month() != day.month() ||
        civil.day() != day.day()) {
      violations.Add("valid_date", "is no day");
    }
  }
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<Party> GraphServiceImpl::Parse(absl::string_view name,
                                              absl::string_view path) const {
  return ParseParty(all_.customers->type(), all_.contacts->type(), name, path);
}

std::set<TieKind> GraphServiceImpl::KindsFor(const rpc::Call& call,
                                             std::set<TieKind> wanted) const {
  if (wanted.empty()) wanted = {v1::RELATED, v1::WORKS_AT, v1::PART_OF, v1::KNOWN_BY};
  const auto sees = [&](const resource::Resource& resource,
                        absl::Span<const absl::string_view> paths) {
    return resource::CheckSeen(resource.type(), call.principal, paths).ok();
  };
  if (!sees(*all_.relationships, {"type", "source_contact", "target_customer", "target_contact",
                                  "target_user", "weight", "valid_from_date", "valid_to_date"})) {
    wanted.erase(v1::RELATED);
  }
  if (!sees(*all_.customers, {"parent_organization"})) wanted.erase(v1::PART_OF);
  if (!sees(*all_.contacts, {"known_by"})) wanted.erase(v1::KNOWN_BY);
  return wanted;
}

absl::Status GraphServiceImpl::Read(const rpc::Call& call, Body body) const {
  GUANXI_ASSIGN_OR_RETURN(const VisibleRows::Scopes scopes,
                          VisibleRows::ScopesOf(call, *engine_, *all_.customers, *all_.contacts));
  return engine_->Read(call, [&](db::Transaction& tx) {
    return body(VisibleRows(&tx, call.principal.tenant, all_.customers.get(), all_.contacts.get(),
                            &scopes));
  });
}

absl::Status GraphServiceImpl::CheckSeen(const VisibleRows& visible,
                                         absl::Span<const Party> parties) const {
  std::vector<Uuid> customers;
  std::vector<Uuid> contacts;
  for (const Party& party : parties) {
    if (party.kind == Party::Kind::kCustomer) customers.push_back(party.id);
    if (party.kind == Party::Kind::kContact) contacts.push_back(party.id);
  }
  GUANXI_ASSIGN_OR_RETURN(const std::set<Uuid> companies, visible.LiveCustomers(customers));
  GUANXI_ASSIGN_OR_RETURN(const auto people, visible.Contacts(contacts));
  for (const Party& party : parties) {
    if (party.kind == Party::Kind::kCustomer && companies.count(party.id) == 0) {
      return NotFound("CUSTOMER", NameOf(party));
    }
    if (party.kind != Party::Kind::kContact) continue;
    const auto person = people.find(party.id);
    if (person == people.end() || person->second.name.parent != party.customer) {
      return NotFound("CONTACT", NameOf(party));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::FindPathResponse> GraphServiceImpl::FindPath(
    const rpc::Call& call, const v1::FindPathRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const Party source, Parse(request.source(), "source"));
  GUANXI_ASSIGN_OR_RETURN(const Party target, Parse(request.target(), "target"));
  if (NameOf(source) == NameOf(target)) return InvalidField("target", "is the source itself");
  if (request.max_steps() < 0 || request.max_steps() > kMostSteps) {
    return InvalidField("max_steps", "want 0 to 12");
  }
  PathLimits limits;
  limits.max_steps = request.max_steps() == 0 ? kDefaultSteps : request.max_steps();
  const absl::CivilDay today = engine_->environment().MomentOf(call.principal.tenant).Today();
  const std::set<TieKind> kinds = KindsFor(call, {});
  v1::FindPathResponse response;
  GUANXI_RETURN_IF_ERROR(Read(call, [&](const VisibleRows& visible) -> absl::Status {
    response.Clear();
    const GraphReader graph(&visible, kinds, today);
    GUANXI_RETURN_IF_ERROR(CheckSeen(visible, {source, target}));
    return ShowPath(visible, graph, {source, target}, limits, &response);
  }));
  return response;
}

absl::StatusOr<QueryGraphResponse> GraphServiceImpl::QueryGraph(
    const rpc::Call& call, const v1::QueryGraphRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckBounds(request));
  std::vector<Party> roots;
  for (int i = 0; i < request.roots_size(); ++i) {
    GUANXI_ASSIGN_OR_RETURN(const Party root,
                            Parse(request.roots(i), absl::StrCat("roots[", i, "]")));
    roots.push_back(root);
  }
  std::set<TieKind> wanted;
  for (const int kind : request.kinds()) wanted.insert(static_cast<TieKind>(kind));
  const std::set<TieKind> kinds = KindsFor(call, std::move(wanted));
  const google::type::Date& stated = request.valid_date();
  const absl::CivilDay day = request.has_valid_date()
                                 ? absl::CivilDay(stated.year(), stated.month(), stated.day())
                                 : engine_->environment().MomentOf(call.principal.tenant).Today();
  const size_t most =
      static_cast<size_t>(request.max_nodes() == 0 ? kDefaultNodes : request.max_nodes());
  const int depth = request.depth() == 0 ? kDefaultDepth : request.depth();
  QueryGraphResponse response;
  GUANXI_RETURN_IF_ERROR(Read(call, [&](const VisibleRows& visible) -> absl::Status {
    response.Clear();
    const GraphReader graph(&visible, kinds, day);
    GUANXI_RETURN_IF_ERROR(CheckSeen(visible, roots));
    Surroundings around(all_.customers->type(), all_.contacts->type(),
                        std::max(most, roots.size()));
    for (const Party& root : roots) around.Add(root, 0);
    GUANXI_RETURN_IF_ERROR(around.Grow(graph, depth));
    return around.Show(visible, &response);
  }));
  Measure(&response);
  return response;
}

}  // namespace guanxi::customer
