// Tags and who has them, over a real database.
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "common/policy/rights_testing.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/tag_service.h"
#include "customer-svc/test_service.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/tag_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::Customer;
using v1::Tag;

class TagTest : public ::testing::Test {
 protected:
  TagTest() : tags_(service_.engine.get(), service_.resources.get()) {}

  std::string MakeTag(const std::string& display_name, const std::string& group = "", int limit = 0,
                      Tag::Kind kind = Tag::STATIC) {
    v1::CreateTagRequest request;
    Tag& tag = *request.mutable_tag();
    tag.set_display_name(display_name);
    tag.set_group(group);
    tag.set_group_limit(limit);
    tag.set_kind(kind);
    return Tags().Create<Tag>(service_.call(), request)->name();
  }
  std::string MakeCustomer() { return service_.Create(TestService::Company("云帆")).name(); }
  const resource::Methods& Tags() { return service_.catalog->Of<Tag>(); }

  Customer Get(const std::string& name) {
    v1::GetCustomerRequest request;
    request.set_name(name);
    return service_.customers->Get<Customer>(service_.call(), request).value();
  }
  // Names, on one page.
  std::vector<std::string> List(const std::string& filter, const std::string& order_by) {
    v1::ListCustomersRequest request;
    request.set_filter(filter);
    request.set_order_by(order_by);
    std::vector<std::string> names;
    const auto page = service_.customers->List<v1::ListCustomersResponse>(service_.call(), request);
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) return names;
    for (const Customer& customer : page->customers()) names.push_back(customer.name());
    return names;
  }
  template <typename Request>
  static Request For(const std::vector<std::string>& customers,
                     const std::vector<std::string>& tags) {
    Request request;
    request.mutable_customers()->Assign(customers.begin(), customers.end());
    request.mutable_tags()->Assign(tags.begin(), tags.end());
    return request;
  }
  absl::Status Apply(const std::vector<std::string>& customers,
                     const std::vector<std::string>& tags) {
    return tags_.ApplyTags(service_.call(), For<v1::ApplyTagsRequest>(customers, tags)).status();
  }

  TestService service_;
  TagServiceImpl tags_;
};

TEST_F(TagTest, ManyCustomersGetAndLoseTags) {
  const std::string vip = MakeTag("重点"), east = MakeTag("华东");
  const std::string a = MakeCustomer(), b = MakeCustomer();
  ASSERT_THAT(Apply({a}, {vip}), IsOk());
  const auto applied =
      tags_.ApplyTags(service_.call(), For<v1::ApplyTagsRequest>({b, a}, {east, vip}));
  ASSERT_THAT(applied, IsOk());
  EXPECT_EQ(applied->changed(), 2);
  EXPECT_THAT(Get(a).tags(), ElementsAre(vip, east));
  EXPECT_THAT(Get(b).tags(), ElementsAre(east, vip));
  EXPECT_EQ(tags_.ApplyTags(service_.call(), For<v1::ApplyTagsRequest>({a, b}, {vip}))->changed(),
            0);
  const auto removed =
      tags_.RemoveTags(service_.call(), For<v1::RemoveTagsRequest>({a, b}, {vip, east}));
  ASSERT_THAT(removed, IsOk());
  EXPECT_EQ(removed->changed(), 2);
  EXPECT_THAT(Get(a).tags(), IsEmpty());
}

TEST_F(TagTest, ListsGoByTags) {
  const std::string vip = MakeTag("重点"), east = MakeTag("华东");
  const std::string a = MakeCustomer(), b = MakeCustomer(), c = MakeCustomer();
  ASSERT_THAT(Apply({a, b, c}, {vip}), IsOk());
  ASSERT_THAT(Apply({b}, {east}), IsOk());
  EXPECT_THAT(List("tags:\"" + vip + "\"", "name"), ElementsAre(a, b, c));
  EXPECT_THAT(List("tags:\"" + vip + "\" tags:\"" + east + "\"", "update_time"), ElementsAre(b));
  EXPECT_THAT(List("tags:\"" + vip + "\" NOT tags:\"" + east + "\"", "name desc"),
              ElementsAre(c, a));
  ASSERT_THAT(tags_.RemoveTags(service_.call(), For<v1::RemoveTagsRequest>({a}, {vip})), IsOk());
  v1::DeleteCustomerRequest remove;
  remove.set_name(b);
  ASSERT_THAT(service_.customers->Delete<Customer>(service_.call(), remove), IsOk());
  EXPECT_THAT(List("tags:\"" + vip + "\"", "name"), ElementsAre(c));
  EXPECT_THAT(List("NOT tags:*", "name"), ElementsAre(a));
  // A tag is known by its name.
  v1::ListCustomersRequest request;
  request.set_filter("tags:\"重点\"");
  EXPECT_THAT(service_.customers->List<v1::ListCustomersResponse>(service_.call(), request),
              HasReason("INVALID_FILTER"));
}

TEST_F(TagTest, AllOrNone) {
  const std::string vip = MakeTag("重点"), a = MakeCustomer();
  const std::string nobody = "customers/" + DeriveUuid("customer", "x").ToString();
  EXPECT_THAT(Apply({a, nobody}, {vip}), HasReason("CUSTOMER_NOT_FOUND"));
  EXPECT_THAT(Get(a).tags(), IsEmpty());
}

TEST_F(TagTest, TwoHundredCustomersAtATime) {
  const std::string vip = MakeTag("重点");
  service_.CreateMany(201, [](int /*number*/, Customer* /*customer*/) {});
  v1::ListCustomersRequest list;
  list.set_page_size(1000);
  const auto page = service_.customers->List<v1::ListCustomersResponse>(service_.call(), list);
  ASSERT_THAT(page, IsOk());
  std::vector<std::string> customers;
  for (const Customer& customer : page->customers()) customers.push_back(customer.name());
  ASSERT_EQ(customers.size(), 201u);
  EXPECT_THAT(Apply(customers, {vip}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("want 1 to 200 names")));
  customers.pop_back();
  EXPECT_EQ(
      tags_.ApplyTags(service_.call(), For<v1::ApplyTagsRequest>(customers, {vip}))->changed(),
      200);
  EXPECT_EQ(
      tags_.RemoveTags(service_.call(), For<v1::RemoveTagsRequest>(customers, {vip}))->changed(),
      200);
}

TEST_F(TagTest, OnlyStaticTagsThatExistAreGiven) {
  const std::string a = MakeCustomer();
  const std::string rule = MakeTag("沉睡", "", 0, Tag::DYNAMIC), gone = MakeTag("旧");
  v1::DeleteTagRequest remove;
  remove.set_name(gone);
  ASSERT_THAT(Tags().Delete<Tag>(service_.call(), remove), IsOk());
  for (const std::string& tag : {rule, gone, "tags/" + DeriveUuid("tag", "x").ToString()}) {
    EXPECT_THAT(Apply({a}, {tag}), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(tag)));
  }
}

TEST_F(TagTest, ADeletedTagStaysUntilItIsTaken) {
  const std::string a = MakeCustomer(), old = MakeTag("旧"), next = MakeTag("新");
  ASSERT_THAT(Apply({a}, {old}), IsOk());
  v1::DeleteTagRequest remove;
  remove.set_name(old);
  ASSERT_THAT(Tags().Delete<Tag>(service_.call(), remove), IsOk());
  ASSERT_THAT(Apply({a}, {next}), IsOk());
  EXPECT_THAT(Get(a).tags(), ElementsAre(old, next));
  EXPECT_THAT(tags_.RemoveTags(service_.call(), For<v1::RemoveTagsRequest>({a}, {old})), IsOk());
  EXPECT_THAT(Get(a).tags(), ElementsAre(next));
}

TEST_F(TagTest, AGroupHasRoomForSoMany) {
  const std::string a = MakeCustomer();
  const std::string gold = MakeTag("金", "等级", 1), silver = MakeTag("银", "等级", 1);
  ASSERT_THAT(Apply({a}, {gold}), IsOk());
  EXPECT_THAT(Apply({a}, {silver}), HasReason("TAG_GROUP_LIMIT"));
  // The same by an update.
  v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_name(a);
  request.mutable_update_mask()->add_paths("tags");
  request.mutable_customer()->add_tags(gold);
  request.mutable_customer()->add_tags(silver);
  EXPECT_THAT(service_.customers->Update<Customer>(service_.call(), request),
              HasReason("TAG_GROUP_LIMIT"));
  request.mutable_customer()->mutable_tags()->DeleteSubrange(0, 1);
  EXPECT_THAT(service_.customers->Update<Customer>(service_.call(), request), IsOk());
  EXPECT_THAT(Get(a).tags(), ElementsAre(silver));
}

TEST_F(TagTest, AGroupHasOneTagOfAName) {
  const std::string gold = MakeTag("金", "等级");
  v1::CreateTagRequest request;
  request.mutable_tag()->set_display_name(" 金");
  request.mutable_tag()->set_group("等级");
  request.mutable_tag()->set_kind(Tag::STATIC);
  EXPECT_THAT(Tags().Create<Tag>(service_.call(), request).status(),
              ::testing::AllOf(StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr(gold)),
                               HasReason("TAG_NAME_ALREADY_EXISTS")));
  MakeTag("金", "来源");
  MakeTag("金");
  MakeTag("金");

  v1::DeleteTagRequest erase;
  erase.set_name(gold);
  ASSERT_THAT(Tags().Delete<Tag>(service_.call(), erase), IsOk());
  ASSERT_THAT(Tags().Create<Tag>(service_.call(), request), IsOk());
  v1::UndeleteTagRequest back;
  back.set_name(gold);
  EXPECT_THAT(Tags().Undelete<Tag>(service_.call(), back), HasReason("TAG_NAME_ALREADY_EXISTS"));
}

TEST_F(TagTest, RequestsAreBounded) {
  const std::string a = MakeCustomer(), vip = MakeTag("重点");
  EXPECT_THAT(Apply({}, {vip}), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Apply({a}, {}), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Apply({a, a}, {vip}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("customers[1]")));
  EXPECT_THAT(Apply({a}, {vip, vip}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("tags[1]")));
  EXPECT_THAT(Apply({a}, {"tags/x"}), HasReason("INVALID_NAME"));
  EXPECT_THAT(Apply(std::vector<std::string>(201, a), {vip}), HasReason("INVALID_FIELD"));
}

TEST_F(TagTest, AKindNeverChanges) {
  const std::string vip = MakeTag("重点");
  v1::UpdateTagRequest request;
  request.mutable_tag()->set_name(vip);
  request.mutable_tag()->set_kind(Tag::DYNAMIC);
  request.mutable_update_mask()->add_paths("kind");
  EXPECT_THAT(Tags().Update<Tag>(service_.call(), request),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(TagTest, AnErrorNamesTheTagByItsPlaceInTheRequest) {
  const std::string vip = MakeTag("重点"), east = MakeTag("华东"), a = MakeCustomer();
  ASSERT_THAT(Apply({a}, {vip, east}), IsOk());
  const std::string gone = "tags/" + DeriveUuid("tag", "gone").ToString();
  EXPECT_THAT(Apply({a}, {east, gone}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("tags[1]: " + gone)));
  EXPECT_THAT(Get(a).tags(), ElementsAre(vip, east));
}

// A UUID is the same in either case.
TEST_F(TagTest, ATagIsTheSameInCapitals) {
  const std::string vip = MakeTag("重点"), a = MakeCustomer();
  const std::string capitals = "tags/" + absl::AsciiStrToUpper(vip.substr(5));
  ASSERT_THAT(Apply({a}, {vip}), IsOk());
  EXPECT_EQ(tags_.ApplyTags(service_.call(), For<v1::ApplyTagsRequest>({a}, {capitals}))->changed(),
            0);
  EXPECT_THAT(Get(a).tags(), ElementsAre(vip));
  EXPECT_EQ(
      tags_.RemoveTags(service_.call(), For<v1::RemoveTagsRequest>({a}, {capitals}))->changed(), 1);
  EXPECT_THAT(Get(a).tags(), IsEmpty());
}

TEST_F(TagTest, ATagInCapitalsIsNoSecondOneOfItsGroup) {
  const std::string gold = MakeTag("金", "等级", 1), a = MakeCustomer();
  ASSERT_THAT(Apply({a}, {gold}), IsOk());
  EXPECT_THAT(Apply({a}, {"tags/" + absl::AsciiStrToUpper(gold.substr(5))}), IsOk());
}

// `changed` would say who has a tag: to whom tags are hidden, whatever there is answers alike.
TEST_F(TagTest, WhomTagsAreHiddenFromChangesNone) {
  const std::string tag = MakeTag("重点"), has = MakeCustomer(), lacks = MakeCustomer();
  ASSERT_THAT(Apply({has}, {tag}), IsOk());
  rpc::Call call = service_.call();
  call.principal.rights = policy::RightsOfRole(
      call.principal.subject, policy::Hiding("guanxi.dev/Customer", "tags"), "customers.update");
  for (const std::string& customer : {has, lacks}) {
    EXPECT_THAT(tags_.ApplyTags(call, For<v1::ApplyTagsRequest>({customer}, {tag})),
                HasReason("FIELD_NOT_ALLOWED"));
    EXPECT_THAT(tags_.RemoveTags(call, For<v1::RemoveTagsRequest>({customer}, {tag})),
                HasReason("FIELD_NOT_ALLOWED"));
  }
}

}  // namespace
}  // namespace guanxi::customer
