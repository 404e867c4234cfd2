export default function NumbersPage() {
  return <h1>Numbers</h1>;
}
