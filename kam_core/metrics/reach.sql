-- Which clients somebody reaches. Grain: id of a corporate group or of an account, each once.
select id from scoped_reach()
