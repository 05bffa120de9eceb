"""Example 09: the grade that pays best is neither the purest nor that of the best separation.

Three concentrates of one tin ore (1 % Sn; cassiterite is 78.6 % Sn), after Wills and Finch; then
a scheelite ore with its metal priced per metric ton unit, and the range of published prices.
"""

from flotation.balance import separation_efficiency
from flotation.published_prices import published_prices
from flotation.smelter import SmelterTerms, net_smelter_return, price_per_tonne, switch_price

TIN = SmelterTerms(unit_deduction=0.01, treatment_charge=385.0)
CONCENTRATES = [(0.63, 0.62), (0.42, 0.72), (0.21, 0.78)]  # grade, recovery

print("tin at 8,500 per t:  grade   recovery  efficiency  return per t of ore")
for grade, recovery in CONCENTRATES:
    efficiency = separation_efficiency(0.01, grade, recovery, mineral=0.786)
    worth = net_smelter_return(0.01, grade, recovery, 8500.0, TIN)
    print(f"{grade:26.0%}{recovery:10.0%}{efficiency:12.2%}{worth:15.2f}")
for rich, poor in zip(CONCENTRATES, CONCENTRATES[1:], strict=False):
    price = switch_price(0.01, rich, poor, TIN)
    print(f"above {price:,.2f} per t the {poor[0]:.0%} concentrate beats the {rich[0]:.0%} one")

PAID_IN_FULL = SmelterTerms()
worth = net_smelter_return(0.008, 0.65, 0.85, 100.0 * 40.0, PAID_IN_FULL)  # 100 mtu in 1 t
print(f"scheelite, 0.8 % WO3 at 85 % recovery and 40 per mtu: {worth:.2f} per t of ore")

print("the same ore at published prices of wolframite concentrate, paid at 80 %:")
for price in published_prices("wolframite concentrate"):
    worth = net_smelter_return(0.008, 0.65, 0.85, price_per_tonne(price), SmelterTerms(payable=0.8))
    print(f"  {price.date}: {worth:7.0f} CNY per t of ore")
