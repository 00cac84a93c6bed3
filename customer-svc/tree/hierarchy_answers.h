// Trees and sums as HierarchyService answers them. Pure.
#ifndef GUANXI_CUSTOMER_SVC_TREE_HIERARCHY_ANSWERS_H_
#define GUANXI_CUSTOMER_SVC_TREE_HIERARCHY_ANSWERS_H_

#include <string>

#include "customer-svc/network/tree_picture.h"
#include "customer-svc/tree/tree_figures.h"
#include "guanxi/customer/v1/hierarchy_service.pb.h"

namespace guanxi::customer {

// Which figures the caller may see, by the fields of customers that they are made of.
struct SeenFigures {
  bool cooperating = false, open = false, contracted = false, received = false;
  bool last_interaction = false, region = false, products = false;
};

// The fields that a node shows of a customer.
v1::Customer NodeOf(const v1::Customer& customer);

void ShowRollUp(const TreeFigures& figures, const SeenFigures& seen, v1::HierarchyRollUp* answer);
void ShowCoverage(const TreeSums& sums, const SeenFigures& seen, v1::HierarchyCoverage* answer);

// The picture of an answer as its caller sees it. `language` is `en` or `zh`; `cooperating`:
// whether he sees with whom we work.
TreePicture PictureOf(const v1::GetHierarchyResponse& tree, const std::string& language,
                      bool cooperating);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TREE_HIERARCHY_ANSWERS_H_
