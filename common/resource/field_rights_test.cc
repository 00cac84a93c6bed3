// Fields that a caller does not see cannot be asked about, and are not lost by what he writes.
#include "common/resource/field_rights.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/resource/resource_type.h"
#include "common/resource/scope_shop.h"
#include "common/resource/warehouse.pb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using testing::Deal;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kAll[] = "permissions {pattern: '*' scope: ALL} ";

std::string Policy(const std::string& path, const std::string& access) {
  return absl::StrCat(kAll,
                      "unmasks: PHONE field_policies {resource_type: 'guanxi.dev/Deal' path: '",
                      path, "' access: ", access, "}");
}

class FieldRightsTest : public ::testing::Test {
 protected:
  FieldRightsTest() {
    Deal deal;
    deal.set_title("canary");
    deal.set_stage("won");
    deal.set_phone("+8613812345678");
    (*deal.mutable_external_ids())["erp"] = "e1";
    name_ = shop_.Add(deal);
  }

  const Methods& deals() const { return shop_.catalog->Of<Deal>(); }
  rpc::Call CallOf(const std::string& role, const std::string& permission = "deals.read") const {
    return shop_.CallWith("boss", permission, role);
  }
  absl::Status List(const rpc::Call& call, const std::string& filter,
                    const std::string& order_by = "", int* count = nullptr) {
    testing::ListScopedRequest request;
    request.set_filter(filter);
    request.set_order_by(order_by);
    const auto response = deals().List<testing::ListDealsResponse>(call, request);
    if (response.ok() && count != nullptr) *count = response->deals_size();
    return response.status();
  }
  int Found(const rpc::Call& call, const std::string& query) {
    testing::SearchDealsRequest request;
    request.set_query(query);
    const auto response = deals().Search<testing::SearchDealsResponse>(call, request);
    EXPECT_THAT(response, IsOk());
    return response.ok() ? response->deals_size() : -1;
  }
  Deal Stored() {
    testing::GetScopedRequest request;
    request.set_name(name_);
    return deals().Get<Deal>(shop_.Root(), request).value();
  }
  absl::Status Update(const std::string& role, const Deal& change,
                      const std::vector<std::string>& paths) {
    testing::UpdateDealRequest request;
    *request.mutable_deal() = change;
    request.mutable_deal()->set_name(name_);
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    return deals().Update<Deal>(CallOf(role, "deals.update"), request).status();
  }

  ScopeShop shop_;
  std::string name_;
};

TEST_F(FieldRightsTest, AMaskedFieldIsFoundByItsWholeValueAlone) {
  const rpc::Call call = CallOf(Policy("title", "MASKED"));
  int count = 0;
  EXPECT_THAT(List(call, "title = \"canary\"", "", &count), IsOk());
  EXPECT_EQ(count, 1);
  EXPECT_THAT(List(call, "NOT title = \"canary\"", "", &count), IsOk());
  EXPECT_EQ(count, 0);
  for (const char* filter :
       {"title:\"can\"", "title = \"can*\"", "title > \"c\"", "title <= \"canary\"", "title:*",
        "title = stage", "stage = title", "stage = \"won\" AND (title > \"a\" OR title < \"z\")"}) {
    EXPECT_THAT(List(call, filter), HasReason("INVALID_FILTER")) << filter;
  }
  EXPECT_THAT(List(call, "", "title"), HasReason("INVALID_ORDER_BY"));
  EXPECT_THAT(List(call, "", "create_time"), IsOk());
}

TEST_F(FieldRightsTest, AHiddenFieldCannotBeAskedAbout) {
  const rpc::Call call = CallOf(Policy("title", "HIDDEN"));
  for (const char* filter : {"title = \"canary\"", "title:*", "NOT title = \"x\""}) {
    EXPECT_THAT(List(call, filter), HasReason("INVALID_FILTER")) << filter;
  }
  EXPECT_THAT(List(call, "", "title desc"), HasReason("INVALID_ORDER_BY"));
  EXPECT_THAT(List(CallOf(Policy("external_ids", "HIDDEN")), "external_ids.erp = \"e1\""),
              HasReason("INVALID_FILTER"));
  EXPECT_EQ(Found(call, "canary"), 0);
}

TEST_F(FieldRightsTest, SearchesFindMaskedFieldsAsAWhole) {
  const rpc::Call open = CallOf(absl::StrCat(kAll, "unmasks: PHONE"));
  for (const char* query : {"canary", "can", "13812345678", "5678"}) {
    EXPECT_EQ(Found(open, query), 1) << query;
  }
  const rpc::Call masked = CallOf(absl::StrCat(
      kAll, "field_policies {resource_type: 'guanxi.dev/Deal' path: 'title' access: MASKED}"));
  EXPECT_EQ(Found(masked, "canary"), 1);
  EXPECT_EQ(Found(masked, " Canary "), 1);
  EXPECT_EQ(Found(masked, "can"), 0);
  EXPECT_EQ(Found(masked, "13812345678"), 1);
  EXPECT_EQ(Found(masked, "5678"), 0);
  const rpc::Call hidden = CallOf(Policy("phone", "HIDDEN"));
  EXPECT_EQ(Found(hidden, "13812345678"), 0);
  EXPECT_EQ(Found(hidden, "5678"), 0);
}

// That a page is short, or that none follows, tells nothing of records that are found in part.
TEST_F(FieldRightsTest, PagesOfSearchesTellNothingOfMaskedFields) {
  for (int i = 0; i < 5; ++i) {
    Deal other;
    other.set_title("canary bird");
    shop_.Add(other);
  }
  const rpc::Call masked = CallOf(Policy("title", "MASKED"));
  testing::SearchDealsRequest request;
  request.set_page_size(1);
  for (const char* query : {"can", "bird", "canary b"}) {
    request.set_query(query);
    const auto page = deals().Search<testing::SearchDealsResponse>(masked, request);
    ASSERT_THAT(page, IsOk());
    EXPECT_EQ(page->deals_size(), 0) << query;
    EXPECT_EQ(page->next_page_token(), "") << query;
  }
  request.set_query("canary bird");
  int found = 0;
  do {
    const auto page = deals().Search<testing::SearchDealsResponse>(masked, request);
    ASSERT_THAT(page, IsOk());
    found += page->deals_size();
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(found, 5);
}

// Whoever knows all of a number but four digits would find them by trying.
TEST_F(FieldRightsTest, WholeValuesOfMaskedFieldsAreNotTriedWithoutEnd) {
  shop_.environment->set_lookups_per_hour(3);
  const rpc::Call call = CallOf(Policy("title", "MASKED"));
  const auto search = [&](const rpc::Call& caller, const std::string& query) {
    testing::SearchDealsRequest request;
    request.set_query(query);
    return deals().Search<testing::SearchDealsResponse>(caller, request).status();
  };
  EXPECT_THAT(List(call, "title = \"canary\""), IsOk());
  EXPECT_THAT(List(call, "stage = \"won\" OR NOT title = \"x\""), IsOk());
  EXPECT_THAT(search(call, "canary"), IsOk());
  const absl::Status refused = List(call, "title = \"canary\"");
  EXPECT_THAT(refused, HasReason("LOOKUP_LIMIT"));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(search(call, "canary"), HasReason("LOOKUP_LIMIT"));
  EXPECT_THAT(List(call, "stage = \"won\""), IsOk());
  // Another caller, who sees names and no phones.
  const rpc::Call masked = shop_.CallWith("ed", "deals.read", kAll);
  for (int i = 0; i < 3; ++i) EXPECT_THAT(search(masked, "13812345678"), IsOk());
  EXPECT_THAT(search(masked, "13812345679"), HasReason("LOOKUP_LIMIT"));
  EXPECT_THAT(search(masked, "canary"), IsOk());
  shop_.clock.Advance(absl::Hours(1));
  EXPECT_THAT(search(masked, "13812345678"), IsOk());
  EXPECT_THAT(List(call, "title = \"canary\""), IsOk());
}

// An update that changes nothing, or is only checked, tells as much as a filter.
TEST_F(FieldRightsTest, GuessesByUpdatesAreCounted) {
  shop_.environment->set_lookups_per_hour(2);
  testing::UpdateDealRequest request;
  request.mutable_deal()->set_name(name_);
  request.set_validate_only(true);
  const auto update = [&](const std::string& number) {
    request.mutable_deal()->set_phone(number);
    return deals().Update<Deal>(CallOf(kAll, "deals.update"), request).status();
  };
  EXPECT_THAT(update("+8613812345670"), IsOk());
  EXPECT_THAT(update("+8613812345678"), IsOk());
  EXPECT_THAT(update("+8613812345679"), HasReason("LOOKUP_LIMIT"));
  EXPECT_THAT(update("+86138****5678"), IsOk());
}

// A filter may hold a hundred.
TEST_F(FieldRightsTest, EachValueOfAFilterIsALookUp) {
  shop_.environment->set_lookups_per_hour(3);
  const rpc::Call call = CallOf(Policy("title", "MASKED"));
  EXPECT_THAT(List(call, "title = \"a\" OR title = \"b\" OR title = \"c\" OR title = \"canary\""),
              HasReason("LOOKUP_LIMIT"));
  EXPECT_THAT(List(call, "title = \"a\" OR title = \"b\" OR title = \"canary\""), IsOk());
}

// Where there was nothing, nothing is guessed: who brings in many new ones is not kept from it.
TEST_F(FieldRightsTest, ANewRecordIsNoGuess) {
  shop_.environment->set_lookups_per_hour(2);
  for (int i = 0; i < 4; ++i) {
    testing::UpdateDealRequest request;
    request.set_allow_missing(true);
    request.mutable_deal()->set_name(
        absl::StrCat("deals/", DeriveUuid("deal", absl::StrCat("new", i)).ToString()));
    request.mutable_deal()->set_phone("+8613812345678");
    EXPECT_THAT(deals().Update<Deal>(CallOf(kAll, "deals.update"), request), IsOk()) << i;
  }
}

TEST_F(FieldRightsTest, ARepeatedUpdateIsNoOtherGuess) {
  shop_.environment->set_lookups_per_hour(1);
  testing::UpdateDealRequest request;
  request.mutable_deal()->set_name(name_);
  request.mutable_deal()->set_phone("+8613812345679");
  request.set_request_id(DeriveUuid("request", "a").ToString());
  const rpc::Call call = CallOf(kAll, "deals.update");
  ASSERT_THAT(deals().Update<Deal>(call, request), IsOk());
  EXPECT_THAT(deals().Update<Deal>(call, request), IsOk());
}

// Of a batch all are counted, or none: more than there may be in an hour never go.
TEST_F(FieldRightsTest, GuessesOfABatchAreCountedTogether) {
  shop_.environment->set_lookups_per_hour(2);
  const rpc::Call call = CallOf(kAll, "deals.update");
  testing::BatchUpdateDealsRequest batch;
  const auto add = [&] {
    Deal stored;
    stored.set_title("other");
    Deal* const deal = batch.add_requests()->mutable_deal();
    deal->set_name(shop_.Add(stored));
    deal->set_phone("+8613812345678");
  };
  const auto update = [&] {
    return deals().BatchUpdate<testing::BatchGetDealsResponse>(call, batch).status();
  };
  for (int i = 0; i < 3; ++i) add();
  EXPECT_THAT(update(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("requests")));
  batch.mutable_requests()->RemoveLast();
  EXPECT_THAT(update(), IsOk());
  EXPECT_THAT(update(), HasReason("LOOKUP_LIMIT"));
}

// Else whoever may not know of it would learn that it is there.
TEST_F(FieldRightsTest, AHiddenCustomFieldIsNamedAsOneThatIsNotThere) {
  const auto type = ResourceType::Compile(testing::Article::descriptor()).value();
  const rpc::Call call =
      CallOf(absl::StrCat(kAll,
                          "unmasks: NOTE field_policies {resource_type: 'guanxi.dev/Article' path: "
                          "'custom.area' access: HIDDEN}"),
             "deals.update");
  const auto view = ViewOf(*type, call.principal);
  ASSERT_NE(view, nullptr);
  google::protobuf::FieldMask named;
  named.add_paths("custom.area");
  testing::Article article;
  EXPECT_THAT(CheckUpdateFields(*type, *view, named, article), IsOk());
  (*article.mutable_custom())["area"].set_string_value("x");
  const absl::Status refused = CheckUpdateFields(*type, *view, named, article);
  EXPECT_THAT(refused, HasReason("INVALID_FIELD"));
  EXPECT_THAT(refused,
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("article.custom.area")));
  // Beside others it is refused as any hidden field is.
  EXPECT_THAT(CheckUpdateFields(*type, *view, {}, article), HasReason("FIELD_NOT_ALLOWED"));
}

TEST_F(FieldRightsTest, AMaskThatIsSentBackChangesNothing) {
  Deal change;
  change.set_phone("+86138****5678");
  change.set_title("new");
  EXPECT_THAT(Update(kAll, change, {"phone", "title"}), IsOk());
  EXPECT_EQ(Stored().phone(), "+8613812345678");
  EXPECT_EQ(Stored().title(), "new");
  change.set_phone("13900000000");
  EXPECT_THAT(Update(kAll, change, {"phone"}), IsOk());
  EXPECT_EQ(Stored().phone(), "13900000000");
}

TEST_F(FieldRightsTest, ReadOnlyAndHiddenFieldsAreNotWritten) {
  Deal change;
  change.set_title("new");
  for (const char* access : {"READ_ONLY", "HIDDEN"}) {
    EXPECT_THAT(Update(Policy("title", access), change, {}), HasReason("FIELD_NOT_ALLOWED"));
    testing::CreateDealRequest request;
    request.mutable_deal()->set_title("x");
    EXPECT_THAT(deals().Create<Deal>(CallOf(Policy("title", access), "deals.create"), request),
                HasReason("FIELD_NOT_ALLOWED"));
  }
  EXPECT_THAT(Update(Policy("title", "READ_ONLY"), change, {"title"}),
              HasReason("FIELD_NOT_ALLOWED"));
  EXPECT_THAT(Update(Policy("title", "HIDDEN"), change, {"title"}),
              HasReason("INVALID_FIELD_MASK"));
  // An entry of a map, and a map with a hidden entry.
  Deal mapped;
  (*mapped.mutable_external_ids())["erp"] = "e1";
  const std::string entry = Policy("external_ids.erp", "HIDDEN");
  EXPECT_THAT(Update(entry, mapped, {"external_ids"}), HasReason("FIELD_NOT_ALLOWED"));
  EXPECT_THAT(Update(entry, mapped, {"external_ids.erp"}), HasReason("INVALID_FIELD_MASK"));
  EXPECT_EQ(Stored().title(), "canary");
  Deal other;
  other.set_stage("lost");
  EXPECT_THAT(Update(Policy("title", "READ_ONLY"), other, {"stage"}), IsOk());
  // What replaces everything does not reach what is hidden.
  EXPECT_THAT(Update(Policy("title", "HIDDEN"), other, {"*"}), IsOk());
  EXPECT_EQ(Stored().title(), "canary");
}

TEST_F(FieldRightsTest, HistoryShowsNoMoreThanTheRecord) {
  testing::ListDealChangesRequest request;
  request.set_name(name_);
  const auto text = [&](const std::string& role) {
    return deals()
        .ListChanges<testing::ListDealChangesResponse>(CallOf(role), request)
        .value()
        .DebugString();
  };
  EXPECT_THAT(text(Policy("stage", "READ_ONLY")), HasSubstr("canary"));
  EXPECT_THAT(text(Policy("title", "HIDDEN")), Not(HasSubstr("canary")));
  EXPECT_THAT(text(Policy("title", "MASKED")), Not(HasSubstr("canary")));
  EXPECT_THAT(text(kAll), Not(HasSubstr("13812345678")));
  EXPECT_THAT(text(kAll), HasSubstr("138****5678"));
}

TEST_F(FieldRightsTest, MethodsAskWhetherWhatTheyWorkWithIsSeen) {
  const ResourceType& type = shop_.deals->type();
  for (const char* access : {"HIDDEN", "MASKED"}) {
    const Principal caller = CallOf(Policy("stage", access)).principal;
    EXPECT_THAT(CheckSeen(type, caller, {"title"}), IsOk());
    const absl::Status refused = CheckSeen(type, caller, {"title", "stage"});
    EXPECT_THAT(refused, HasReason("FIELD_NOT_ALLOWED"));
    EXPECT_EQ(refused.message(), "the caller may not see stage");
  }
  EXPECT_THAT(CheckSeen(type, CallOf(Policy("stage", "READ_ONLY")).principal, {"stage"}), IsOk());
  EXPECT_THAT(CheckSeen(type, shop_.Root().principal, {"stage"}), IsOk());
}

}  // namespace
}  // namespace guanxi::resource
