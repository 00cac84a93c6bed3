#include "customer-svc/tree/hierarchy_answers.h"

#include <cstdint>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/money/amount.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::RepeatedPtrField;
using google::protobuf::util::TimeUtil;
using v1::Customer;

constexpr char kWorkedWith[] = "#d1f0e0";
constexpr char kOthers[] = "#ffffff";

int64_t CountOf(const TreeSums& sums, TreeSum kind, const std::string& label) {
  const auto found = sums.find({kind, label});
  return found == sums.end() ? 0 : static_cast<int64_t>(found->second / kOneCompany);
}

void ShowAmounts(const TreeSums& sums, TreeSum kind, bool is_seen,
                 RepeatedPtrField<google::type::Money>* amounts) {
  if (!is_seen) return;
  for (const auto& [what, value] : sums) {
    if (what.first == kind) *amounts->Add() = money::MoneyOf(value, kTreeSumPlaces, what.second);
  }
}

void ShowShare(const std::string& label, int64_t companies, int64_t cooperating,
               v1::CoverageShare* share) {
  share->set_label(label);
  share->set_companies(companies);
  share->set_cooperating(cooperating);
  if (companies > 0) {
    share->set_share(static_cast<double>(cooperating) / static_cast<double>(companies));
  }
}

}  // namespace

Customer NodeOf(const Customer& customer) {
  Customer node;
  node.set_name(customer.name());
  node.set_type(customer.type());
  node.set_display_name(customer.display_name());
  node.set_parent_organization(customer.parent_organization());
  node.set_region(customer.region());
  node.set_industry(customer.industry());
  node.set_lifecycle_stage(customer.lifecycle_stage());
  node.set_owner(customer.owner());
  node.set_purchase_count(customer.purchase_count());
  if (customer.has_last_interaction_time()) {
    *node.mutable_last_interaction_time() = customer.last_interaction_time();
  }
  return node;
}

void ShowRollUp(const TreeFigures& figures, const SeenFigures& seen, v1::HierarchyRollUp* answer) {
  answer->set_customers(CountOf(figures.sums, TreeSum::kCompanies, ""));
  if (seen.cooperating) {
    answer->set_cooperating(CountOf(figures.sums, TreeSum::kCooperating, ""));
  }
  ShowAmounts(figures.sums, TreeSum::kOpenAmount, seen.open, answer->mutable_open_amounts());
  ShowAmounts(figures.sums, TreeSum::kContractedAmount, seen.contracted,
              answer->mutable_contracted_amounts());
  ShowAmounts(figures.sums, TreeSum::kReceivedAmount, seen.received,
              answer->mutable_received_amounts());
  if (seen.last_interaction && figures.last_interaction.has_value()) {
    *answer->mutable_last_interaction_time() =
        TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(*figures.last_interaction));
  }
}

void ShowCoverage(const TreeSums& sums, const SeenFigures& seen, v1::HierarchyCoverage* answer) {
  const int64_t companies = CountOf(sums, TreeSum::kCompanies, "");
  ShowShare("", companies, CountOf(sums, TreeSum::kCooperating, ""), answer->mutable_total());
  for (const auto& [what, value] : sums) {
    if (what.first == TreeSum::kRegionCompanies && seen.region) {
      ShowShare(what.second, CountOf(sums, what.first, what.second),
                CountOf(sums, TreeSum::kRegionCooperating, what.second), answer->add_regions());
    }
    if (what.first == TreeSum::kProductCompanies && seen.products) {
      ShowShare(what.second, companies, CountOf(sums, what.first, what.second),
                answer->add_products());
    }
  }
}

TreePicture PictureOf(const v1::GetHierarchyResponse& tree, const std::string& language,
                      bool cooperating) {
  const bool zh = language == "zh";
  TreePicture picture;
  picture.language = language;
  std::map<std::string, int> places;
  int worked_with = 0;
  for (const v1::HierarchyNode& node : tree.nodes()) {
    const Customer& customer = node.customer();
    TextBox box;
    box.title = customer.display_name();
    box.note =
        absl::StrCat(customer.region(), customer.region().empty() ? "" : " ", customer.industry());
    box.about = customer.display_name();
    const bool works = cooperating && customer.purchase_count() > 0;
    worked_with += works ? 1 : 0;
    box.fill = works ? kWorkedWith : kOthers;
    const auto above = places.find(node.above());
    picture.parents.push_back(above == places.end() ? -1 : above->second);
    places[customer.name()] = static_cast<int>(picture.boxes.size());
    picture.boxes.push_back(std::move(box));
  }
  const std::string first = tree.nodes_size() > 0 ? tree.nodes(0).customer().display_name() : "";
  picture.title = zh ? absl::StrCat("客户树：", first) : absl::StrCat("Group of ", first);
  picture.description = zh ? absl::StrCat("共 ", tree.nodes_size(), " 家公司")
                           : absl::StrCat(tree.nodes_size(), " companies");
  if (cooperating) {
    absl::StrAppend(&picture.description, zh ? "，其中 " : ", of which we work with ", worked_with,
                    zh ? " 家已合作" : "");
    picture.legend = {{kWorkedWith, zh ? "已合作" : "We work with it"},
                      {kOthers, zh ? "未合作" : "Not yet"}};
  }
  picture.description += zh ? "。" : ".";
  if (tree.truncated()) {
    picture.description += zh ? "未全部显示。" : " Not all are shown.";
  }
  return picture;
}

}  // namespace guanxi::customer
