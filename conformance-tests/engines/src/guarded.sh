# Runs a server and ends it when standard input ends, which it does when whoever holds it ends, however that is.
# A line on standard input says that the directory is to stay.
# usage: guarded.sh DIRECTORY SIGNAL PROGRAM [ARGUMENT...]
directory=$1 signal=$2
shift 2
"$@" < /dev/null >> "$directory/output" 2>&1 &
server=$!
echo "$server" > "$directory/process.new" && mv "$directory/process.new" "$directory/process"
word=
read -r word
children=$(cat /proc/"$server"/task/*/children 2> /dev/null)
kill -s CONT $server $children 2> /dev/null
kill -s "$signal" "$server" 2> /dev/null
# Nobody may be left: neither a server that ignores the signal, nor its children.
(
    sleep 5
    kill -s KILL $server $children 2> /dev/null
) < /dev/null > /dev/null 2>&1 &
watch=$!
wait "$server"
kill -s KILL $children 2> /dev/null
kill "$watch" 2> /dev/null
[ "$word" = stay ] || rm -rf "$directory"
