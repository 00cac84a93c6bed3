#include "common/resource/catalog.h"

#include <memory>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact.pb.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"

namespace guanxi::resource {
namespace {

using customer::v1::Contact;
using customer::v1::Customer;
using customer::v1::OwnershipRecord;
using ::testing::HasSubstr;

template <typename M>
std::unique_ptr<const Resource> Make() {
  return Resource::Create(Behavior<M>()).value();
}

class CatalogTest : public ::testing::Test {
 protected:
  CatalogTest() { EXPECT_THAT(Resource::Link({customers_.get(), contacts_.get()}), IsOk()); }

  absl::StatusOr<std::unique_ptr<const Catalog>> Create(
      const std::vector<const Resource*>& resources) {
    return Catalog::Create(&engine_, resources);
  }

  const Engine engine_{nullptr, nullptr};  // nothing is read or written
  const std::unique_ptr<const Resource> customers_ = Make<Customer>();
  const std::unique_ptr<const Resource> contacts_ = Make<Contact>();
};

TEST_F(CatalogTest, ParentsAreFoundByCollectionsInAnyOrder) {
  const auto catalog = Create({contacts_.get(), customers_.get()});
  ASSERT_THAT(catalog, IsOk());
  EXPECT_EQ((*catalog)->Find(Contact::descriptor())->parent, customers_.get());
  EXPECT_EQ((*catalog)->Find(Customer::descriptor())->parent, nullptr);
  EXPECT_EQ((*catalog)->entries()[0].resource, contacts_.get());
  EXPECT_EQ(&(*catalog)->Of<Contact>(), (*catalog)->entries()[0].methods.get());
  EXPECT_EQ((*catalog)->Find(OwnershipRecord::descriptor()), nullptr);
}

TEST_F(CatalogTest, AParentThatIsMissingIsNamed) {
  EXPECT_THAT(Create({contacts_.get()}).status().message(),
              HasSubstr("guanxi.customer.v1.Contact: its parents, customers, are not"));
}

TEST_F(CatalogTest, OneCollectionBelongsToOneResource) {
  const auto again = Make<Customer>();
  EXPECT_THAT(Create({customers_.get(), again.get()}).status().message(),
              HasSubstr("guanxi.customer.v1.Customer: customers are the names of another"));
}

TEST_F(CatalogTest, OneNumberBelongsToOneResource) {
  const auto opportunities = Make<lead::v1::Opportunity>();
  EXPECT_THAT(Create({customers_.get(), opportunities.get()}).status().message(),
              HasSubstr("guanxi.lead.v1.Opportunity: number 1 is that of another"));
}

TEST_F(CatalogTest, ReferencesAreLinkedBefore) {
  const auto apart = Make<Customer>();
  EXPECT_THAT(
      Create({apart.get()}).status().message(),
      HasSubstr(
          "guanxi.customer.v1.Customer: has references or a parent's parent, and was not linked"));
  EXPECT_THAT(Resource::Link({}), IsOk());
  EXPECT_THAT(Resource::Link({apart.get()}), IsOk());
  EXPECT_THAT(Create({apart.get()}), IsOk());
}

TEST_F(CatalogTest, AResourceThatIsMissingEndsTheProcess) {
  const auto catalog = Create({customers_.get()});
  ASSERT_THAT(catalog, IsOk());
  EXPECT_DEATH((*catalog)->Of<Contact>(), "not_in_catalog.*guanxi.customer.v1.Contact");
}

}  // namespace
}  // namespace guanxi::resource
