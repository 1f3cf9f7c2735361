-- grain: one row, the revenue of the scope's period as text, so that it stays exact
select cast(sum(revenue) as VARCHAR) as revenue
from scoped_months()
